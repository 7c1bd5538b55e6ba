using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

/// <summary>The edges of one optimiser step, copied out of a slice so that a thread reads them in a row.</summary>
/// <remarks>
/// Owned by one thread and refilled for each batch. In static mode all edges have <see cref="RelationType"/>; in
/// dynamic mode <see cref="Relations"/> has the number of each.
/// </remarks>
internal sealed class EdgeBatch
{
    private readonly int[] _lhs;
    private readonly int[] _rhs;
    private readonly int[] _relations;
    private readonly float[] _weights;
    private int? _stepEdges;

    /// <summary>Allocates room for a batch.</summary>
    /// <param name="capacity">Edges at the most.</param>
    public EdgeBatch(int capacity)
    {
        Capacity = capacity;
        _lhs = new int[capacity];
        _rhs = new int[capacity];
        _relations = new int[capacity];
        _weights = new float[capacity];
    }

    /// <summary>Edges that fit.</summary>
    public int Capacity { get; }

    /// <summary>Edges in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The relation type that all edges share (dynamic: 0, the template).</summary>
    public int RelationType { get; private set; }

    /// <summary>Whether <see cref="Weights"/> holds weights; otherwise each edge weighs 1.</summary>
    public bool Weighted { get; private set; }

    /// <summary>Left-hand rows.</summary>
    public ReadOnlySpan<int> Lhs => _lhs.AsSpan(0, Count);

    /// <summary>Right-hand rows.</summary>
    public ReadOnlySpan<int> Rhs => _rhs.AsSpan(0, Count);

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relations => _relations.AsSpan(0, Count);

    /// <summary>Weights, empty when unweighted.</summary>
    public ReadOnlySpan<float> Weights => Weighted ? _weights.AsSpan(0, Count) : [];

    /// <summary>Features of a featurised left-hand side, one list for each edge.</summary>
    public FeatureBatch? LhsFeatures { get; private set; }

    /// <summary>Features of a featurised right-hand side.</summary>
    public FeatureBatch? RhsFeatures { get; private set; }

    /// <summary>Edges of the optimiser step that this batch is a part of; its own, when it is the whole.</summary>
    public int StepEdges => _stepEdges ?? Count;

    /// <summary>Whether no part of the same step comes before this one.</summary>
    public bool StartsStep { get; private set; } = true;

    /// <summary>Says that the batch is a part of an optimiser step.</summary>
    /// <param name="stepEdges">Edges of all parts.</param>
    /// <param name="startsStep">Whether it is the first.</param>
    public void MarkAsPart(int stepEdges, bool startsStep)
    {
        _stepEdges = stepEdges;
        StartsStep = startsStep;
    }

    /// <summary>Starts a new batch.</summary>
    /// <param name="relationType">The shared relation type.</param>
    /// <param name="weighted">Whether edges carry weights.</param>
    public void Clear(int relationType, bool weighted)
    {
        Count = 0;
        RelationType = relationType;
        Weighted = weighted;
        _stepEdges = null;
        StartsStep = true;
        LhsFeatures?.Clear();
        RhsFeatures?.Clear();
    }

    /// <summary>Adds one edge.</summary>
    public void Add(int lhs, int relation, int rhs, float weight)
    {
        int index = Count++;
        _lhs[index] = lhs;
        _relations[index] = relation;
        _rhs[index] = rhs;
        _weights[index] = weight;
    }

    /// <summary>Adds chosen edges of a slice.</summary>
    /// <param name="edges">The slice; its weights are taken if the batch is weighted.</param>
    /// <param name="indices">Which, in order.</param>
    /// <remarks>Array by array: so many reads from all over the slice are under way at once, and none is waited for.
    /// </remarks>
    public void AddFrom(EdgeSlice edges, ReadOnlySpan<int> indices)
    {
        int first = Count;
        Count += indices.Length;
        Pick<int>(edges.Lhs.AsSpan(), indices, _lhs.AsSpan(first));
        Pick<int>(edges.Relation.AsSpan(), indices, _relations.AsSpan(first));
        Pick<int>(edges.Rhs.AsSpan(), indices, _rhs.AsSpan(first));
        if (edges.Weight is { } weights)
        {
            Pick<float>(weights.AsSpan(), indices, _weights.AsSpan(first));
        }
        else
        {
            _weights.AsSpan(first, indices.Length).Fill(1f);
        }
    }

    /// <summary>Multiplies the weights of all edges.</summary>
    /// <param name="factors">A factor for each edge of the slice.</param>
    /// <param name="indices">Which edges of the slice the batch holds, in order.</param>
    public void Weigh(ReadOnlySpan<float> factors, ReadOnlySpan<int> indices)
    {
        Weighted = true;
        for (int i = 0; i < indices.Length; i++)
        {
            _weights[i] *= factors[indices[i]];
        }
    }

    /// <summary>Adds the feature list of the edge just added, on the left.</summary>
    public void AddLhsFeatures(ReadOnlySpan<int> rows) => (LhsFeatures ??= new FeatureBatch()).Add(rows);

    /// <summary>Adds the feature list of the edge just added, on the right.</summary>
    public void AddRhsFeatures(ReadOnlySpan<int> rows) => (RhsFeatures ??= new FeatureBatch()).Add(rows);

    private static void Pick<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> indices, Span<T> destination)
    {
        destination = destination[..indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            destination[i] = source[indices[i]];
        }
    }
}

/// <summary>Feature lists of a batch's edges on one side, one behind the other.</summary>
internal sealed class FeatureBatch
{
    private readonly List<int> _offsets = [0];
    private readonly List<int> _rows = [];

    /// <summary>Where each list begins, one more than there are lists.</summary>
    public ReadOnlySpan<int> Offsets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_offsets);

    /// <summary>Feature rows of all lists.</summary>
    public ReadOnlySpan<int> Rows => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);

    /// <summary>Forgets all lists.</summary>
    public void Clear()
    {
        _rows.Clear();
        _offsets.RemoveRange(1, _offsets.Count - 1);
    }

    /// <summary>Adds the list of the next edge.</summary>
    public void Add(ReadOnlySpan<int> rows)
    {
        _rows.AddRange(rows);
        _offsets.Add(_rows.Count);
    }
}
