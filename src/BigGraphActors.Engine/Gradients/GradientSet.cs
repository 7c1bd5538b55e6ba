using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>One thread's gradients of everything a bucket trains, and the optimiser step that applies them.</summary>
/// <remarks>
/// Embeddings step by row-Adagrad, shared parameters by Adagrad. Race: the tables are shared with other threads, which
/// may lose single steps; PBG trains so as well (HOGWILD).
/// </remarks>
internal sealed class GradientSet : IDisposable
{
    private readonly Dictionary<EmbeddingTable, RowGradients> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EmbeddingTable, RowUses> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ParameterTable, RowGradients> _parameters = new(ReferenceEqualityComparer.Instance);
    private readonly ModelPlan _plan;
    private readonly SharedModel _model;
    private readonly RelationPaths?[] _paths;
    private readonly bool[] _isActive;
    private readonly List<int> _activeRelations = [];
    private readonly HashSet<ParameterTable> _active = [];
    private readonly Dictionary<(int Relation, Side Side, EmbeddingTable Table), RowPath> _candidatePaths = [];
    private BucketTables? _bucket;

    /// <summary>Makes an empty set.</summary>
    public GradientSet(ModelPlan plan, SharedModel model)
    {
        _plan = plan;
        _model = model;
        _paths = new RelationPaths?[plan.Relations.Count];
        _isActive = new bool[plan.Relations.Count];
    }

    /// <summary>Turns to another bucket's tables; gradients not yet applied are dropped.</summary>
    public void Bind(BucketTables bucket)
    {
        _bucket = bucket;
        Forget();
        Array.Clear(_paths);
        _candidatePaths.Clear();
        foreach (RowGradients gradients in _tables.Values)
        {
            gradients.Dispose();
        }

        foreach (RowUses uses in _uses.Values)
        {
            uses.Dispose();
        }

        _tables.Clear();
        _uses.Clear();
    }

    /// <summary>The parameters of the relations that were asked for since the last step, each once.</summary>
    /// <remarks>A step goes through these alone: of thousands of relations a batch meets few.</remarks>
    public IReadOnlyCollection<ParameterTable> ActiveParameters => _active;

    /// <summary>The ways of a relation type's edges to vectors in the bound bucket.</summary>
    public RelationPaths PathsOf(RelationType relation)
    {
        RelationPaths paths = _paths[relation.Index] ??= MakePaths(relation);
        if (!_isActive[relation.Index])
        {
            _isActive[relation.Index] = true;
            _activeRelations.Add(relation.Index);
            Activate(paths.Lhs);
            Activate(paths.Rhs);
            Activate(paths.LhsQuery);
            Activate(paths.RhsQuery);
        }

        return paths;
    }

    /// <summary>
    /// The way of a relation type's candidates to vectors, where they lie in another partition's table.
    /// </summary>
    public RowPath CandidatePathOf(RelationType relation, Side side, EmbeddingTable table)
    {
        if (!_candidatePaths.TryGetValue((relation.Index, side, table), out RowPath? path))
        {
            RelationPaths own = PathsOf(relation);
            path = (side == Side.Lhs ? own.Lhs : own.Rhs) with { Table = table };
            _candidatePaths.Add((relation.Index, side, table), path);
        }

        return path;
    }

    /// <summary>The gradients of a table's rows, or none when no batch touched it.</summary>
    public RowGradients? Of(EmbeddingTable table) => _tables.GetValueOrDefault(table);

    /// <summary>The gradients of parameters, or none when no batch touched them.</summary>
    public RowGradients? Of(ParameterTable table) => _parameters.GetValueOrDefault(table);

    /// <summary>The gradients of an operator's parameters, made when first asked for.</summary>
    public RowGradients Ensure(ParameterTable table)
    {
        if (!_parameters.TryGetValue(table, out RowGradients? gradients))
        {
            gradients = new RowGradients(table.Stride);
            _parameters.Add(table, gradients);
        }

        return gradients;
    }

    /// <summary>Takes one optimiser step and forgets the gradients.</summary>
    /// <param name="lr">Learning rate of embeddings.</param>
    /// <param name="relationLr">Learning rate of shared parameters.</param>
    public void Apply(float lr, float relationLr)
    {
        foreach (ParameterTable table in _active)
        {
            RowGradients gradients = _parameters[table];
            table.Steps += gradients.Count > 0 ? 1 : 0;
            for (int slot = 0; slot < gradients.Count; slot++)
            {
                table.Step(gradients.Rows[slot], gradients.Slot(slot), relationLr);
            }
        }

        foreach ((EmbeddingTable table, RowGradients gradients) in _tables)
        {
            RowAdagrad.Update(table.VectorRows(), table.SumRows(), gradients.Rows, gradients.Accumulators, lr);
        }

        Forget();
    }

    /// <summary>Forgets the gradients without a step.</summary>
    public void Forget()
    {
        foreach (RowGradients gradients in _tables.Values)
        {
            gradients.Clear();
        }

        foreach (ParameterTable table in _active)
        {
            _parameters[table].Clear();
        }

        foreach (int relation in _activeRelations)
        {
            _isActive[relation] = false;
        }

        _activeRelations.Clear();
        _active.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RowGradients gradients in _tables.Values.Concat(_parameters.Values))
        {
            gradients.Dispose();
        }

        foreach (RowUses uses in _uses.Values)
        {
            uses.Dispose();
        }
    }

    private void Activate(RowPath? path)
    {
        if (path?.Global is { } global)
        {
            _active.Add(global);
        }

        if (path?.Operator is { } operators)
        {
            _active.Add(operators.Table);
        }
    }

    private RelationPaths MakePaths(RelationType relation)
    {
        OperatorParameters? lhs = _model.LhsOperators[relation.Index];
        OperatorParameters? rhs = _model.RhsOperators[relation.Index];

        // Without operators queries would be copies of the candidates; only the penalty counts them as vectors.
        bool needsQueries = (lhs ?? rhs) is not null || _plan.Settings.RegularizationCoef != 0;
        return _plan.IsDynamic && needsQueries
            ? new RelationPaths(
                MakePath(relation.Lhs, Side.Lhs, null),
                MakePath(relation.Rhs, Side.Rhs, null),
                MakePath(relation.Lhs, Side.Lhs, lhs),
                MakePath(relation.Rhs, Side.Rhs, rhs))
            : new RelationPaths(
                MakePath(relation.Lhs, Side.Lhs, null), MakePath(relation.Rhs, Side.Rhs, rhs), null, null);
    }

    private RowPath MakePath(EntityType type, Side side, OperatorParameters? operators)
    {
        EmbeddingTable table = _bucket!.TableOf(type, side);
        if (!_tables.TryGetValue(table, out RowGradients? gradients))
        {
            gradients = new RowGradients(table.Stride);
            _tables.Add(table, gradients);
            _uses.Add(table, new RowUses(table));
        }

        ParameterTable? global = _model.GlobalEmbeddings[type.Index];
        return new RowPath(
            table,
            gradients,
            _uses[table],
            global,
            global is null ? null : Ensure(global),
            operators,
            operators is null ? null : Ensure(operators.Table));
    }
}
