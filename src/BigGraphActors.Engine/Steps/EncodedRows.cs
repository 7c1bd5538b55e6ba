using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Steps;

/// <summary>A block of vectors ready to be compared, and the way back for their gradients.</summary>
/// <remarks>
/// Forward: look up (shortening rows over <c>max_norm</c>), add the global vector, apply the operator, take the bias
/// coordinate out, normalise. Backward: the same steps in reverse, ending in the row gradients of the path's table.
/// PBG: <c>adjust_embs</c>. Scratch of one thread; it grows to the largest block and is kept.
/// </remarks>
internal sealed partial class EncodedRows : IDisposable
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
    private FixedVectors? _fixed;
    private bool _isFixed;
    private RowPath? _path;
    private EncodedRows? _source;
    private int _head;
    private bool _headHasGradient;
    private bool _tailHasGradient;

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

    /// <summary>Gradients of the vectors, <c>[Rows × Stride]</c>; undefined until written.</summary>
    public Span<float> Gradients => _gradient.AsSpan(0, Rows * Stride);

    /// <summary>Gradients of what was looked up. An operator's take the memory of the vectors, now idle.</summary>
    private Span<float> InputGradients => _path!.Operator is null ? Gradients : Values;

    private Span<float> Input => (_source?._output ?? _input).AsSpan(0, Rows * Stride);

    /// <summary>Bias coordinates, <c>[Rows]</c>; only with a bias.</summary>
    public Span<float> Bias => _bias.AsSpan(0, Rows);

    /// <summary>Gradients of the bias coordinates, <c>[Rows]</c>.</summary>
    public Span<float> BiasGradient => _biasGradient.AsSpan(0, Rows);

    /// <summary>The ids that were looked up, for masking.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _idCount);

    /// <summary>The row of the operator's parameters that a row was transformed with.</summary>
    public int ParameterRow(int row) => _parameterRows[row];

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
    /// <param name="source">
    /// A block of the same path without operator whose first rows have the same ids, encoded just before: its vectors
    /// are then taken in place of a second look-up. Or none.
    /// </param>
    public void Encode(RowPath path, int rows, ReadOnlySpan<int> relations, EncodedRows? source = null)
    {
        _path = path;
        Rows = rows;
        Dim = path.Table.Dim;
        Stride = path.Table.Stride;
        _head = rows;

        // A block that was normalised, or lost its bias coordinate, no longer holds what an operator is applied to.
        bool sharesInput = source is not null && path.Operator is not null && !_rule.Normalizes && !_rule.Bias;
        _source = sharesInput ? source : null;
        Reserve();
        if (!sharesInput)
        {
            LookUp(path);
        }

        ApplyOperator(path, relations);
        Prepare();
        _isFixed = false;
    }

    /// <summary>The vectors rounded to integers, until they are encoded anew.</summary>
    public FixedVectors Fixed()
    {
        _fixed ??= new FixedVectors();
        if (!_isFixed)
        {
            _fixed.Take(Values, Rows, Stride);
            _isFixed = true;
        }

        return _fixed;
    }

    /// <summary>Makes room for gradients, which are undefined until they are written or added to.</summary>
    /// <param name="head">
    /// Rows up to which, and rows from which on, gradients are written together: the positives.
    /// </param>
    public void BeginGradients(int head)
    {
        _head = head;
        _headHasGradient = false;
        _tailHasGradient = false;
        if (_rule.Bias)
        {
            BiasGradient.Clear();
        }
    }

    /// <summary>Whether a row's gradient is to be added to; else it must be overwritten.</summary>
    public bool HasGradient(int row) => row < _head ? _headHasGradient : _tailHasGradient;

    /// <summary>How many of the rows from <paramref name="start"/> on are alike in <see cref="HasGradient"/>.</summary>
    public int AlikeFrom(int start, int count) =>
        start < _head && start + count > _head && _headHasGradient != _tailHasGradient ? _head - start : count;

    /// <summary>Notes that rows have got their gradients: all positives, or all others, or both.</summary>
    public void MarkGradients(int start, int count)
    {
        _headHasGradient |= start < _head && count > 0;
        _tailHasGradient |= start + count > _head;
    }

    /// <summary>Makes zeros of gradients that nothing was written to.</summary>
    public void CompleteGradients()
    {
        if (!_headHasGradient)
        {
            Gradients[..(_head * Stride)].Clear();
        }

        if (!_tailHasGradient)
        {
            Gradients[(_head * Stride)..].Clear();
        }

        _headHasGradient = true;
        _tailHasGradient = true;
    }

    /// <summary>Carries the gradients back to what was looked up, and to the operator.</summary>
    /// <param name="relationLr">
    /// Learning rate with which the operator's parameters step at once, where this block has all of a batch's uses of
    /// them, those of a relation together; or none.
    /// </param>
    public void CarryBack(float? relationLr = null)
    {
        CompleteGradients();
        if (_rule.Normalizes)
        {
            CosineRows.NormalizeBackward(Values, _inverseNorms.AsSpan(0, Rows), Rows, Stride, Gradients);
        }

        for (int row = 0; _rule.Bias && row < Rows; row++)
        {
            Gradients[row * Stride] = _biasGradient[row];
        }

        if (_path!.Operator is not null && relationLr is { } rate)
        {
            StepOperator(_path, rate);
        }
        else if (_path.Operator is not null)
        {
            OperatorBackward(_path);
        }
    }

    /// <summary>
    /// Adds what another block of the same ids carried back, so that both reach the table as one gradient.
    /// </summary>
    /// <param name="query">Its rows are the first rows of this block.</param>
    public void TakeOver(EncodedRows query)
    {
        int length = query.Rows * Stride;
        RowBlocks.AddVector(InputGradients[..length], 1, length, query.InputGradients);
    }

    /// <summary>Hands the gradients to the table and the global vector.</summary>
    /// <param name="lr">
    /// Learning rate with which rows step at their last use, which must have been registered; or none, and gradients
    /// are summed until the end of the batch.
    /// </param>
    public void HandIn(float? lr)
    {
        RowPath path = _path!;
        if (path.GlobalGradients is { } global)
        {
            int slot = 0;
            global.FindSlots([0], new Span<int>(ref slot));
            RowBlocks.AddRowsTo(InputGradients, Rows, Stride, global.Slot(slot));
        }

        if (lr is { } rate)
        {
            path.TableUses.HandIn(Ids, InputGradients, rate);
            return;
        }

        Span<int> slots = _slots.AsSpan(0, _idCount);
        path.TableGradients.FindSlots(Ids, slots);
        if (_featurized)
        {
            RowBlocks.ScatterAddMean(
                InputGradients, Stride, _offsets.AsSpan(0, Rows + 1), slots, path.TableGradients.Accumulators);
        }
        else
        {
            RowBlocks.ScatterAdd(InputGradients, Stride, slots, path.TableGradients.Accumulators);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _gradient.Dispose();
        _fixed?.Dispose();
    }

    private void LookUp(RowPath path)
    {
        if (_rule.MaxNorm is { } maxNorm)
        {
            RowBlocks.Renormalize(path.Rows, Ids, maxNorm);
        }

        Span<float> looked = path.Operator is null ? Values : Input;
        LookUp(path.Rows, looked);
        if (path.Global is { } global)
        {
            RowBlocks.AddVector(looked, Rows, Stride, global.Rows.Row(0));
        }
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
            Input,
            new TransformBlock(Rows, Dim, Stride),
            parameters.Table.Rows,
            rows,
            Values);
    }

    private void OperatorBackward(RowPath path)
    {
        ReadOnlySpan<int> rows = _parameterRows.AsSpan(0, Rows);
        Span<int> slots = _parameterSlots.AsSpan(0, Rows);
        path.OperatorGradients!.FindSlots(rows, slots);
        OperatorKernels.Backward(
            path.OperatorKind,
            Input,
            Gradients,
            new TransformBlock(Rows, Dim, Stride),
            path.Operator!.Table.Rows,
            rows,
            InputGradients,
            slots,
            path.OperatorGradients.Accumulators);
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
