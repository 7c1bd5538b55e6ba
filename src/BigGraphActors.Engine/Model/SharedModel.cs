using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Model;

/// <summary>All parameters that every bucket shares: operators and global embeddings.</summary>
/// <remarks>
/// PBG: the parameters of <c>MultiRelationEmbedder</c>. One per run; threads update it without locks.
/// </remarks>
public sealed class SharedModel : IDisposable
{
    /// <summary>Allocates the parameters of a plan at their initial values.</summary>
    public SharedModel(ModelPlan plan)
    {
        Plan = plan;
        int relationCount = plan.DynamicRelationCount;
        double? initialScale = plan.Settings.OperatorInitScale;
        RhsOperators =
        [
            .. plan.Relations.Select(relation => OperatorParameters.Create(
                relation.Operator, Side.Rhs, relation.Index, relation.Rhs.Dim, relationCount, initialScale)),
        ];
        LhsOperators =
        [
            .. plan.Relations.Select(relation => plan.IsDynamic
                ? OperatorParameters.Create(
                    relation.Operator, Side.Lhs, relation.Index, relation.Lhs.Dim, relationCount, initialScale)
                : null),
        ];
        GlobalEmbeddings =
        [
            .. plan.EntityTypes.Select(type => plan.Settings.GlobalEmb ? new ParameterTable(1, type.Dim) : null),
        ];
        GlobalKeys = [.. plan.EntityTypes.Select(type => $"global_embs.emb_{type.Name}")];
    }

    /// <summary>The types and relations that the parameters belong to.</summary>
    public ModelPlan Plan { get; }

    /// <summary>Operators of the left-hand side by relation type: dynamic relations only.</summary>
    public IReadOnlyList<OperatorParameters?> LhsOperators { get; }

    /// <summary>Operators of the right-hand side by relation type.</summary>
    public IReadOnlyList<OperatorParameters?> RhsOperators { get; }

    /// <summary>The learnt vector of each entity type, or none when <c>global_emb</c> is off.</summary>
    public IReadOnlyList<ParameterTable?> GlobalEmbeddings { get; }

    private IReadOnlyList<string> GlobalKeys { get; }

    /// <summary>Copies everything out in PBG's order: left operators, right operators, global embeddings.</summary>
    /// <param name="lr">Learning rate to note; PBG takes it up again when it resumes.</param>
    public ModelState ToState(double lr)
    {
        List<ModelParameter> parameters = [];
        foreach (OperatorParameters? operators in LhsOperators.Concat(RhsOperators))
        {
            parameters.AddRange(operators?.ToModelParameters() ?? []);
        }

        for (int type = 0; type < GlobalEmbeddings.Count; type++)
        {
            if (GlobalEmbeddings[type] is { } table)
            {
                parameters.Add(new ModelParameter
                {
                    Key = GlobalKeys[type],
                    Shape = [table.Dim],
                    Values = table.Values(0).ToArray(),
                    Sum = table.Sums(0).ToArray(),
                    Step = table.Steps,
                });
            }
        }

        return new ModelState(parameters, lr);
    }

    /// <summary>Takes over a checkpoint's parameters; names it lacks keep their values, as in PBG.</summary>
    /// <exception cref="CheckpointMismatchException">When a shape differs.</exception>
    public void LoadFrom(ModelState state)
    {
        Dictionary<string, ModelParameter> byKey = state.Parameters.ToDictionary(parameter => parameter.Key);
        foreach (OperatorParameters? operators in LhsOperators.Concat(RhsOperators))
        {
            operators?.LoadFrom(byKey.GetValueOrDefault);
        }

        for (int type = 0; type < GlobalEmbeddings.Count; type++)
        {
            if (GlobalEmbeddings[type] is { } table && byKey.TryGetValue(GlobalKeys[type], out ModelParameter? stored))
            {
                CheckpointMismatchException.ThrowUnlessEqual(GlobalKeys[type], [table.Dim], stored.Shape);
                stored.Values.CopyTo(table.Values(0));
                stored.Sum?.CopyTo(table.Sums(0));
                table.Steps = stored.Step;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OperatorParameters? operators in LhsOperators.Concat(RhsOperators))
        {
            operators?.Dispose();
        }

        foreach (ParameterTable? table in GlobalEmbeddings)
        {
            table?.Dispose();
        }
    }
}
