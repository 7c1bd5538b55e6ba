using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>The gradients of a block of vectors: the third phase, which <see cref="EmbeddingBatch"/> gives.</summary>
/// <remarks>
/// Nothing is cleared: the first product that reaches a row overwrites its gradient, the next ones add to it. The
/// positives (the head) and the rows behind them are tracked apart, since passes reach them apart.
/// </remarks>
internal sealed class EmbeddingGradients : IDisposable
{
    private readonly ScoreRule _rule;
    private readonly InputGradients _inputs;
    private NativeBuffer<float> _gradient = new(0);
    private float[] _biasGradient = [];
    private int[] _parameterSlots = [];
    private int _head;
    private bool _headHasGradient;
    private bool _tailHasGradient;

    /// <summary>Makes room that its block owns.</summary>
    public EmbeddingGradients(EmbeddingBatch batch, ScoreRule rule)
    {
        _rule = rule;
        _inputs = new InputGradients(this);
        Batch = batch;
    }

    /// <summary>The vectors that the gradients belong to.</summary>
    public EmbeddingBatch Batch { get; }

    /// <summary>Gradients of the vectors, <c>[Rows × Stride]</c>; undefined until written.</summary>
    public Span<float> Values => _gradient.AsSpan(0, Batch.Rows * Batch.Stride);

    /// <summary>Gradients of the bias coordinates, <c>[Rows]</c>.</summary>
    public Span<float> Bias => _biasGradient.AsSpan(0, Batch.Rows);

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

    /// <summary>Sets the gradients to zero that nothing was written to.</summary>
    public void Complete()
    {
        if (!_headHasGradient)
        {
            Values[..(_head * Batch.Stride)].Clear();
        }

        if (!_tailHasGradient)
        {
            Values[(_head * Batch.Stride)..].Clear();
        }

        _headHasGradient = true;
        _tailHasGradient = true;
    }

    /// <summary>Begins a block; see <see cref="EmbeddingBatch.BeginGradients"/>.</summary>
    public void Begin(int head)
    {
        _head = head;
        _headHasGradient = false;
        _tailHasGradient = false;
        long length = (long)Batch.Rows * Batch.Stride;
        if (_gradient.Length < length)
        {
            _gradient.Dispose();
            _gradient = new NativeBuffer<float>(length);
        }

        if (_biasGradient.Length < Batch.Rows)
        {
            _biasGradient = new float[Batch.Rows];
            _parameterSlots = new int[Batch.Rows];
        }

        if (_rule.Bias)
        {
            Bias.Clear();
        }
    }

    /// <summary>Copies the gradients of rows that were selected from a larger block back to it.</summary>
    /// <param name="whole">The block that <see cref="EmbeddingLookup.Select"/> copied them from.</param>
    /// <param name="positions">As they were selected; no other block may have selected the same.</param>
    public void CopyTo(EmbeddingGradients whole, ReadOnlySpan<int> positions)
    {
        Complete();
        whole.MarkGradients(0, whole.Batch.Rows);
        int stride = Batch.Stride;
        Span<float> target = whole.Values;
        for (int row = 0; row < Batch.Rows; row++)
        {
            Values.Slice(row * stride, stride).CopyTo(target[(positions[row] * stride)..]);
            if (_rule.Bias)
            {
                whole._biasGradient[positions[row]] = _biasGradient[row];
            }
        }
    }

    /// <summary>Goes back through normalisation, bias and operator to what was looked up.</summary>
    /// <param name="relationLr">
    /// Learning rate with which the operator's parameters step at once, where this block has all of a batch's uses of
    /// them, those of a relation together; or none, and their gradients are summed.
    /// </param>
    /// <returns>The gradients of what was looked up.</returns>
    public InputGradients Backward(float? relationLr = null)
    {
        Complete();
        int stride = Batch.Stride;
        if (_rule.Normalizes)
        {
            CosineRows.NormalizeBackward(Batch.Values, Batch.InverseNorms, Batch.Rows, stride, Values);
        }

        for (int row = 0; _rule.Bias && row < Batch.Rows; row++)
        {
            Values[row * stride] = _biasGradient[row];
        }

        if (Batch.Path.Operator is not null)
        {
            if (relationLr is { } rate)
            {
                StepOperator(rate);
            }
            else
            {
                SumOperator(Batch.Path.OperatorGradients!, 0, Batch.Rows);
            }
        }

        return _inputs;
    }

    /// <inheritdoc/>
    public void Dispose() => _gradient.Dispose();

    /// <summary>Sums the gradients of the parameters that a range of rows was transformed with.</summary>
    private void SumOperator(RowGradients sums, int first, int count)
    {
        Span<int> slots = _parameterSlots.AsSpan(first, count);
        ReadOnlySpan<int> rows = Batch.ParameterRows.Slice(first, count);
        sums.FindSlots(rows, slots);
        int at = first * Batch.Stride;
        OperatorKernels.Backward(
            Batch.Path.OperatorKind,
            Batch.Input[at..],
            Values[at..],
            new TransformBlock(count, Batch.Dim, Batch.Stride),
            Batch.Path.Operator!.Table.Rows,
            rows,
            _inputs.Values[at..],
            slots,
            sums.Accumulators);
    }

    /// <summary>Steps each relation's parameters as soon as their gradient is there.</summary>
    /// <remarks>
    /// The gradients of a batch's matrices are larger than the second-level cache. This way there is but one of them
    /// at a time, and its step finds the matrix in the cache too.
    /// </remarks>
    private void StepOperator(float lr)
    {
        ParameterTable table = Batch.Path.Operator!.Table;
        table.Steps++;
        ReadOnlySpan<int> rows = Batch.ParameterRows;
        for (int first = 0, end; first < rows.Length; first = end)
        {
            int relation = rows[first];
            int rest = rows[first..].IndexOfAnyExcept(relation);
            end = rest < 0 ? rows.Length : first + rest;
            int at = first * Batch.Stride;
            if (!OperatorKernels.TryStep(
                Batch.Path.OperatorKind,
                Batch.Input[at..],
                Values[at..],
                new TransformBlock(end - first, Batch.Dim, Batch.Stride),
                table.Values(relation),
                table.Sums(relation),
                _inputs.Values[at..],
                lr))
            {
                StepRun(table, first, end, lr);
            }
        }
    }

    /// <summary>Steps one relation's parameters by the gradient of a long run.</summary>
    private void StepRun(ParameterTable table, int first, int end, float lr)
    {
        RowGradients sums = Batch.Path.OperatorGradients!;
        SumOperator(sums, first, end - first);
        table.Step(Batch.ParameterRows[first], sums.Slot(0), lr);
        sums.Clear();
    }
}

/// <summary>
/// The gradients of what was looked up: the last phase, which <see cref="EmbeddingGradients.Backward"/> gives.
/// </summary>
internal sealed class InputGradients(EmbeddingGradients outputs)
{
    private int[] _slots = [];

    /// <summary><c>[Rows × Stride]</c>. After an operator they take the memory of the vectors, now idle.</summary>
    public Span<float> Values => outputs.Batch.Path.Operator is null ? outputs.Values : outputs.Batch.Values;

    /// <summary>Adds those of another block of the same ids, so that both reach the table as one gradient.</summary>
    /// <param name="query">Its rows are the first rows of this block.</param>
    public void Add(InputGradients query)
    {
        ReadOnlySpan<float> added = query.Values;
        RowBlocks.AddVector(Values[..added.Length], 1, added.Length, added);
    }

    /// <summary>Brings the gradients to the table and to the global vector.</summary>
    /// <param name="lr">
    /// Learning rate with which rows step at their last use, which must have been registered; or none, and gradients
    /// are summed until the end of the batch.
    /// </param>
    public void AddToTable(float? lr)
    {
        EmbeddingBatch batch = outputs.Batch;
        RowPath path = batch.Path;
        if (path.GlobalGradients is { } global)
        {
            int slot = 0;
            global.FindSlots([0], new Span<int>(ref slot));
            RowBlocks.AddRowsTo(Values, batch.Rows, batch.Stride, global.Slot(slot));
        }

        if (lr is { } rate)
        {
            path.TableUses.AddGradients(batch.Ids, Values, rate);
            return;
        }

        SumByRow(batch, path.TableGradients);
    }

    private void SumByRow(EmbeddingBatch batch, RowGradients sums)
    {
        ReadOnlySpan<int> ids = batch.Ids;
        if (_slots.Length < ids.Length)
        {
            _slots = new int[Math.Max(ids.Length, _slots.Length * 2)];
        }

        Span<int> slots = _slots.AsSpan(0, ids.Length);
        sums.FindSlots(ids, slots);
        if (batch.Lookup.IsFeaturized)
        {
            RowBlocks.ScatterAddMean(
                Values, batch.Stride, batch.Lookup.OffsetsOf(batch.Rows), slots, sums.Accumulators);
        }
        else
        {
            RowBlocks.ScatterAdd(Values, batch.Stride, slots, sums.Accumulators);
        }
    }
}
