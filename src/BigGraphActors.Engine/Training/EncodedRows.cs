using BigGraphActors.Engine.Batching;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>A block of vectors ready to be compared, and the way back for their gradients.</summary>
/// <remarks>
/// Forward: look up (shortening rows over <c>max_norm</c>), add the global vector, apply the operator, take the bias
/// coordinate out, normalise. Backward: the same steps in reverse, ending in the row gradients of the path's table.
/// PBG: <c>adjust_embs</c>. Scratch of one thread; it grows to the largest block and is kept.
/// </remarks>
internal sealed class EncodedRows : IDisposable
{
    private readonly ScoreRule _rule;
    private NativeBuffer<float> _input = new(0);
    private NativeBuffer<float> _output = new(0);
    private NativeBuffer<float> _gradient = new(0);
    private float[] _inverseNorms = [];
    private float[] _bias = [];
    private float[] _biasGradient = [];
    private int[] _ids = [];
    private int[] _offsets = [];
    private int[] _slots = [];
    private int[] _parameterRows = [];
    private int[] _parameterSlots = [];
    private bool _featurized;
    private int _idCount;
    private RowPath? _path;

    /// <summary>Makes an empty block.</summary>
    public EncodedRows(ScoreRule rule) => _rule = rule;

    /// <summary>Rows in the block.</summary>
    public int Rows { get; private set; }

    /// <summary>Elements from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Elements of a row that carry a value.</summary>
    public int Dim { get; private set; }

    /// <summary>The vectors, <c>[Rows × Stride]</c>.</summary>
    public Span<float> Values => _output.AsSpan(0, Rows * Stride);

    /// <summary>Gradients of the vectors, <c>[Rows × Stride]</c>: zero after encoding, added to by passes.</summary>
    public Span<float> Gradients => _gradient.AsSpan(0, Rows * Stride);

    /// <summary>Bias coordinates, <c>[Rows]</c>; only with a bias.</summary>
    public Span<float> Bias => _bias.AsSpan(0, Rows);

    /// <summary>Gradients of the bias coordinates, <c>[Rows]</c>.</summary>
    public Span<float> BiasGradient => _biasGradient.AsSpan(0, Rows);

    /// <summary>The ids that were looked up, for masking.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _idCount);

    /// <summary>The prepared ids, to be filled before <see cref="Encode"/>.</summary>
    public Span<int> PreparedIds => _ids.AsSpan(0, _idCount);

    /// <summary>Gives the buffer for the ids of the next <see cref="Encode"/>; the caller fills it.</summary>
    public Span<int> PrepareIds(int count)
    {
        if (_ids.Length < count)
        {
            _ids = new int[Math.Max(count, _ids.Length * 2)];
            _slots = new int[_ids.Length];
        }

        _idCount = count;
        _featurized = false;
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
        _featurized = true;
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
    public void Encode(RowPath path, int rows, ReadOnlySpan<int> relations)
    {
        _path = path;
        Rows = rows;
        Dim = path.Table.Dim;
        Stride = path.Table.Stride;
        Reserve();
        if (_rule.MaxNorm is { } maxNorm)
        {
            RowBlocks.Renormalize(path.Rows, Ids, maxNorm);
        }

        Span<float> looked = path.Operator is null ? Values : _input.AsSpan(0, rows * Stride);
        LookUp(path.Rows, looked);
        if (path.Global is { } global)
        {
            RowBlocks.AddVector(looked, rows, Stride, global.Rows.Row(0));
        }

        ApplyOperator(path, relations);
        Prepare();
        Gradients.Clear();
    }

    /// <summary>Carries the gradients back to the table, the global vector and the operator.</summary>
    public void Backward()
    {
        RowPath path = _path!;
        if (_rule.Normalizes)
        {
            CosineRows.NormalizeBackward(Values, _inverseNorms.AsSpan(0, Rows), Rows, Stride, Gradients);
        }

        if (_rule.Bias)
        {
            for (int row = 0; row < Rows; row++)
            {
                Gradients[row * Stride] = _biasGradient[row];
            }
        }

        Span<float> inputGradients = path.Operator is null ? Gradients : OperatorBackward(path);
        if (path.GlobalGradients is { } global)
        {
            int slot = 0;
            global.FindSlots([0], new Span<int>(ref slot));
            RowBlocks.AddRowsTo(inputGradients, Rows, Stride, global.Slot(slot));
        }

        Span<int> slots = _slots.AsSpan(0, _idCount);
        path.TableGradients.FindSlots(Ids, slots);
        if (_featurized)
        {
            RowBlocks.ScatterAddMean(
                inputGradients, Stride, _offsets.AsSpan(0, Rows + 1), slots, path.TableGradients.Accumulators);
        }
        else
        {
            RowBlocks.ScatterAdd(inputGradients, Stride, slots, path.TableGradients.Accumulators);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _gradient.Dispose();
    }

    private void LookUp(RowTable table, Span<float> destination)
    {
        if (_featurized)
        {
            RowBlocks.GatherMean(table, _offsets.AsSpan(0, Rows + 1), Ids, destination);
        }
        else
        {
            RowBlocks.Gather(table, Ids, destination);
        }
    }

    private void ApplyOperator(RowPath path, ReadOnlySpan<int> relations)
    {
        if (path.Operator is not { } parameters)
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
            path.OperatorKind,
            _input.AsSpan(0, Rows * Stride),
            new TransformBlock(Rows, Dim, Stride),
            parameters.Table.Rows,
            rows,
            Values);
    }

    private Span<float> OperatorBackward(RowPath path)
    {
        ReadOnlySpan<int> rows = _parameterRows.AsSpan(0, Rows);
        Span<int> slots = _parameterSlots.AsSpan(0, Rows);
        path.OperatorGradients!.FindSlots(rows, slots);
        OperatorKernels.Backward(
            path.OperatorKind,
            _input.AsSpan(0, Rows * Stride),
            Gradients,
            new TransformBlock(Rows, Dim, Stride),
            path.Operator!.Table.Rows,
            rows,
            Values, // The vectors are not needed any more: their memory takes the gradient of the input.
            slots,
            path.OperatorGradients.Accumulators);
        return Values;
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

            BiasGradient.Clear();
        }

        if (_rule.Normalizes)
        {
            CosineRows.Normalize(Values, Rows, Stride, _inverseNorms.AsSpan(0, Rows));
        }
    }

    private void Reserve()
    {
        if (_output.Length < (long)Rows * Stride)
        {
            _input.Dispose();
            _output.Dispose();
            _gradient.Dispose();
            _input = new NativeBuffer<float>((long)Rows * Stride);
            _output = new NativeBuffer<float>((long)Rows * Stride);
            _gradient = new NativeBuffer<float>((long)Rows * Stride);
        }

        if (_bias.Length < Rows)
        {
            _bias = new float[Rows];
            _biasGradient = new float[Rows];
            _inverseNorms = new float[Rows];
            _parameterRows = new int[Rows];
            _parameterSlots = new int[Rows];
        }
    }
}
