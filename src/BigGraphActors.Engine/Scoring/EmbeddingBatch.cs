using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Turns ids into a block of vectors. It is the first of a block's four phases.</summary>
/// <remarks>
/// A block goes through four types, and only the one before gives the next: <see cref="EmbeddingLookup"/> has the ids,
/// <see cref="EmbeddingBatch"/> the vectors, <see cref="EmbeddingGradients"/> their gradients, and
/// <see cref="InputGradients"/> the gradients of the table's rows. PBG: <c>adjust_embs</c>. The memory is one thread's
/// scratch: it grows to the largest block and is kept, and a new block makes what the last one gave invalid.
/// </remarks>
internal sealed class EmbeddingLookup(ScoreRule rule) : IDisposable
{
    private readonly EmbeddingBatch _batch = new(rule);
    private int[] _ids = [];
    private int[] _offsets = [];
    private int _count;

    /// <summary>Gives the buffer for the ids of the next <see cref="Encode"/>; the caller fills it.</summary>
    public Span<int> PrepareIds(int count)
    {
        if (_ids.Length < count)
        {
            _ids = new int[Math.Max(count, _ids.Length * 2)];
        }

        _count = count;
        IsFeaturized = false;
        return _ids.AsSpan(0, count);
    }

    /// <summary>Takes feature lists in place of ids.</summary>
    /// <param name="features">Lists of a whole batch.</param>
    /// <param name="start">First edge of the block.</param>
    /// <param name="rows">Edges of the block.</param>
    public void PrepareFeatures(FeatureBatch features, int start, int rows)
    {
        ReadOnlySpan<int> offsets = features.Offsets.Slice(start, rows + 1);
        features.Rows[offsets[0]..offsets[^1]].CopyTo(PrepareIds(offsets[^1] - offsets[0]));
        IsFeaturized = true;
        Array.Resize(ref _offsets, Math.Max(_offsets.Length, rows + 1));
        for (int i = 0; i <= rows; i++)
        {
            _offsets[i] = offsets[i] - offsets[0];
        }
    }

    /// <summary>Looks the prepared ids up and makes them vectors.</summary>
    /// <param name="path">Table, global vector and operator.</param>
    /// <param name="rows">Rows of the block: ids, or feature lists.</param>
    /// <param name="relations">Parameter row of each block row; one value stands for all. Unused without
    /// operator.</param>
    /// <param name="source">
    /// A block of the same path without operator whose first rows have the same ids, encoded just before: its vectors
    /// are then taken in place of a second look-up. Or none.
    /// </param>
    /// <returns>The vectors, valid until the next block.</returns>
    public EmbeddingBatch Encode(
        RowPath path, int rows, ReadOnlySpan<int> relations, EmbeddingBatch? source = null)
    {
        _batch.Encode(this, path, rows, relations, source);
        return _batch;
    }

    /// <summary>Copies rows of a larger block instead of encoding them.</summary>
    /// <param name="whole">A block that is already encoded; must outlive this one.</param>
    /// <param name="positions">Which of its rows.</param>
    /// <returns>The vectors, valid until the next block. Their gradients go back to the larger block, by
    /// <see cref="EmbeddingGradients.CopyTo"/>.</returns>
    public EmbeddingBatch Select(EmbeddingBatch whole, ReadOnlySpan<int> positions)
    {
        _batch.Select(this, whole, positions);
        return _batch;
    }

    /// <summary>The ids that were prepared.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>Whether a row is the mean of a list of features.</summary>
    public bool IsFeaturized { get; private set; }

    /// <summary>Where each row's features begin among <see cref="Ids"/>, and where the last one's end.</summary>
    public ReadOnlySpan<int> OffsetsOf(int rows) => _offsets.AsSpan(0, rows + 1);

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();
}

/// <summary>A block of vectors ready to be compared: the second phase.</summary>
/// <remarks>
/// They were looked up (rows over <c>max_norm</c> shortened), the global vector was added, the operator applied, the
/// bias coordinate taken out, and the rest normalised for cosine.
/// </remarks>
internal sealed class EmbeddingBatch : IDisposable
{
    private readonly ScoreRule _rule;
    private readonly EmbeddingGradients _gradients;
    private NativeBuffer<float> _input = new(0);
    private NativeBuffer<float> _output = new(0);
    private float[] _inverseNorms = [];
    private float[] _bias = [];
    private int[] _parameterRows = [];
    private EmbeddingLookup? _lookup;
    private EmbeddingBatch? _source;
    private RowPath? _path;
    private FixedVectors? _fixed;
    private bool _isFixed;

    /// <summary>Makes an empty block, which its <see cref="EmbeddingLookup"/> fills and owns.</summary>
    public EmbeddingBatch(ScoreRule rule)
    {
        _rule = rule;
        _gradients = new EmbeddingGradients(this, rule);
    }

    /// <summary>Rows in the block.</summary>
    public int Rows { get; private set; }

    /// <summary>Elements from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Elements of a row that carry a value.</summary>
    public int Dim { get; private set; }

    /// <summary>The vectors, <c>[Rows × Stride]</c>. An operator's backward pass takes their memory.</summary>
    public Span<float> Values => _output.AsSpan(0, Rows * Stride);

    /// <summary>Bias coordinates, <c>[Rows]</c>; only with a bias.</summary>
    public Span<float> Bias => _bias.AsSpan(0, Rows);

    /// <summary>The ids that were looked up, for masking.</summary>
    public ReadOnlySpan<int> Ids => _lookup!.Ids;

    /// <summary>How ids became vectors.</summary>
    public RowPath Path => _path!;

    /// <summary>What the operator was applied to, <c>[Rows × Stride]</c>.</summary>
    public Span<float> Input => (_source?._output ?? _input).AsSpan(0, Rows * Stride);

    /// <summary>One over each row's length before it was normalised, <c>[Rows]</c>.</summary>
    public ReadOnlySpan<float> InverseNorms => _inverseNorms.AsSpan(0, Rows);

    /// <summary>The row of the operator's parameters that each row was transformed with, <c>[Rows]</c>.</summary>
    public ReadOnlySpan<int> ParameterRows => _parameterRows.AsSpan(0, Rows);

    /// <summary>Where the ids come from.</summary>
    public EmbeddingLookup Lookup => _lookup!;

    /// <summary>The vectors rounded to integers, until they are encoded anew.</summary>
    public FixedVectors Fixed()
    {
        _fixed ??= new FixedVectors();
        if (!_isFixed)
        {
            _fixed.Round(Values, Rows, Stride);
            _isFixed = true;
        }

        return _fixed;
    }

    /// <summary>Makes room for gradients, which are undefined until they are written or added to.</summary>
    /// <param name="head">
    /// Rows up to which, and rows from which on, gradients are written together: the positives.
    /// </param>
    public EmbeddingGradients BeginGradients(int head)
    {
        _gradients.Begin(head);
        return _gradients;
    }

    /// <summary>Fills the block; see <see cref="EmbeddingLookup.Encode"/>.</summary>
    public void Encode(
        EmbeddingLookup lookup, RowPath path, int rows, ReadOnlySpan<int> relations, EmbeddingBatch? source)
    {
        // A block that was normalised, or lost its bias coordinate, no longer holds what an operator is applied to.
        bool sharesInput = source is not null && path.Operator is not null && !_rule.Normalizes && !_rule.Bias;
        Reset(lookup, path, rows, sharesInput ? source : null);
        if (!sharesInput)
        {
            LookUp();
        }

        ApplyOperator(relations);
        Prepare();
    }

    /// <summary>Fills the block; see <see cref="EmbeddingLookup.Select"/>.</summary>
    public void Select(EmbeddingLookup lookup, EmbeddingBatch whole, ReadOnlySpan<int> positions)
    {
        Reset(lookup, whole.Path, positions.Length, source: null);
        RowTable rows = new(whole._output.Address, whole.Rows, whole.Dim, whole.Stride);
        RowBlocks.Gather(rows, positions, Values);
        for (int row = 0; _rule.Bias && row < Rows; row++)
        {
            _bias[row] = whole._bias[positions[row]];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _fixed?.Dispose();
        _gradients.Dispose();
    }

    private void Reset(EmbeddingLookup lookup, RowPath path, int rows, EmbeddingBatch? source)
    {
        _lookup = lookup;
        _path = path;
        _source = source;
        Rows = rows;
        Dim = path.Table.Dim;
        Stride = path.Table.Stride;
        _isFixed = false;
        if (_output.Length < (long)Rows * Stride)
        {
            _input.Dispose();
            _output.Dispose();
            _input = new NativeBuffer<float>((long)Rows * Stride);
            _output = new NativeBuffer<float>((long)Rows * Stride);
        }

        if (_bias.Length < Rows)
        {
            _bias = new float[Rows];
            _inverseNorms = new float[Rows];
            _parameterRows = new int[Rows];
        }
    }

    private void LookUp()
    {
        RowTable table = Path.Rows;
        if (_rule.MaxNorm is { } maxNorm)
        {
            RowBlocks.Renormalize(table, Ids, maxNorm);
        }

        Span<float> destination = Path.Operator is null ? Values : Input;
        if (Lookup.IsFeaturized)
        {
            RowBlocks.GatherMean(table, Lookup.OffsetsOf(Rows), Ids, destination);
        }
        else
        {
            RowBlocks.Gather(table, Ids, destination);
        }

        if (Path.Global is { } global)
        {
            RowBlocks.AddVector(destination, Rows, Stride, global.Rows.Row(0));
        }
    }

    private void ApplyOperator(ReadOnlySpan<int> relations)
    {
        if (Path.Operator is not { } parameters)
        {
            return;
        }

        Span<int> rows = _parameterRows.AsSpan(0, Rows);
        if (relations.Length == 1)
        {
            rows.Fill(relations[0]);
        }
        else
        {
            relations.CopyTo(rows);
        }

        OperatorKernels.Forward(
            Path.OperatorKind, Input, new TransformBlock(Rows, Dim, Stride), parameters.Table.Rows, rows, Values);
    }

    private void Prepare()
    {
        if (_rule.Bias)
        {
            for (int row = 0; row < Rows; row++)
            {
                _bias[row] = Values[row * Stride];
                Values[row * Stride] = 0f;
            }
        }

        if (_rule.Normalizes)
        {
            CosineRows.Normalize(Values, Rows, Stride, _inverseNorms.AsSpan(0, Rows));
        }
    }
}
