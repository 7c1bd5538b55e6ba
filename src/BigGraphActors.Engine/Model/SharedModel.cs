using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
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

    /// <summary>Loads a checkpoint's parameters. Names that it lacks keep their values, as in PBG.</summary>
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

/// <summary>Shared parameters in memory: rows of float32 with one Adagrad sum for each element.</summary>
/// <remarks>
/// Owned by <see cref="SharedModel"/>; all HOGWILD threads read and update it without locks. Race: two threads that
/// update one element may lose one of the two steps, as in PBG.
/// </remarks>
public sealed class ParameterTable : IDisposable
{
    private readonly NativeBuffer<float> _values;
    private readonly NativeBuffer<float> _sums;

    /// <summary>Allocates zeros.</summary>
    /// <param name="rowCount">Rows, at least 1.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    public ParameterTable(int rowCount, int dim)
    {
        RowCount = rowCount;
        Dim = dim;
        Stride = RowLayout.StrideFor(dim);
        _values = new NativeBuffer<float>((long)rowCount * Stride);
        _sums = new NativeBuffer<float>((long)rowCount * Stride);
    }

    /// <summary>Rows: 1, or one for each dynamic relation.</summary>
    public int RowCount { get; }

    /// <summary>Elements of a row that carry a value.</summary>
    public int Dim { get; }

    /// <summary>Elements from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Optimiser steps taken; PBG stores the number, though its step size does not depend on it.</summary>
    public long Steps { get; set; }

    /// <summary>The values as kernels see them.</summary>
    internal RowTable Rows => new(_values.Address, RowCount, Dim, Stride);

    /// <summary>The values of one row.</summary>
    public Span<float> Values(int row) => _values.AsSpan((long)row * Stride, Dim);

    /// <summary>The Adagrad sums of one row.</summary>
    public Span<float> Sums(int row) => _sums.AsSpan((long)row * Stride, Dim);

    /// <summary>Takes the optimiser step of one row: Adagrad with a sum for each element.</summary>
    /// <param name="row">Row of the parameters.</param>
    /// <param name="gradient"><c>[Dim]</c> or longer, such as <c>[Stride]</c>.</param>
    /// <param name="lr">Learning rate.</param>
    internal void Step(int row, ReadOnlySpan<float> gradient, float lr) =>
        Adagrad.Update(Values(row), Sums(row), gradient[..Dim], lr);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _sums.Dispose();
    }
}

/// <summary>A checkpoint does not fit the settings: another dimension, another number of rows or relations.</summary>
public sealed class CheckpointMismatchException : Exception
{
    /// <summary>Says what does not fit.</summary>
    /// <param name="message">Name, what was expected and what was found.</param>
    public CheckpointMismatchException(string message)
        : base(message)
    {
    }

    internal static void ThrowUnlessEqual(string name, IReadOnlyList<int> expected, IReadOnlyList<int> found)
    {
        if (!expected.SequenceEqual(found))
        {
            throw new CheckpointMismatchException(
                $"the checkpoint's parameter {name} has shape {string.Join('x', found)}, " +
                $"but the settings ask for {string.Join('x', expected)}");
        }
    }
}
