using System.Runtime.InteropServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Edges of one bucket laid aside until their number is known, in the order of their coming.</summary>
/// <remarks>
/// The file is open only while a block is added, so that thousands of buckets need neither handles nor memory. It
/// holds blocks of columns of 4-byte elements, is read once for each column, and is deleted when disposed.
/// </remarks>
internal sealed class EdgeSpill(string path) : IDisposable
{
    /// <summary>The most elements that <see cref="Read"/> hands out at once.</summary>
    public const int BatchElements = 1 << 15;

    private const int ElementBytes = 4;

    private readonly List<Block> _blocks = [];
    private long _length;

    /// <summary>Takes a part of a column.</summary>
    public delegate void Take(ReadOnlySpan<int> values);

    /// <summary>Whether any block came with features on its left-hand side.</summary>
    public bool HasLhsFeatures => _blocks.Any(block => block.LhsFeatures >= 0);

    /// <summary>Whether any block came with features on its right-hand side.</summary>
    public bool HasRhsFeatures => _blocks.Any(block => block.RhsFeatures >= 0);

    /// <summary>Elements of a column over all blocks.</summary>
    public long CountOf(EdgeColumn column) => _blocks.Sum(block => Math.Max(0, block.LengthOf(column)));

    /// <summary>Lays a block aside.</summary>
    public void Append(EdgeRun edges)
    {
        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        if (file.Position != _length)
        {
            throw new IOException($"{path}: expected {_length} bytes of laid-aside edges, found {file.Position}");
        }

        Block block = new(
            _length,
            edges.Count,
            edges.Weight.Length,
            edges.LhsFeatures is null ? -1 : checked((int)edges.LhsFeatures.Rows.Length),
            edges.RhsFeatures is null ? -1 : checked((int)edges.RhsFeatures.Rows.Length));
        file.Write(MemoryMarshal.AsBytes(edges.Lhs));
        file.Write(MemoryMarshal.AsBytes(edges.Relation));
        file.Write(MemoryMarshal.AsBytes(edges.Rhs));
        file.Write(MemoryMarshal.AsBytes(edges.Weight));
        WriteFeatures(file, edges.LhsFeatures);
        WriteFeatures(file, edges.RhsFeatures);
        _blocks.Add(block);
        _length = file.Position;
    }

    /// <summary>Hands out a column from the first edge to the last, in parts.</summary>
    /// <remarks>A block without features counts as one whose lists are all empty.</remarks>
    public void Read(EdgeColumn column, Take take)
    {
        if (_blocks.Count == 0)
        {
            return;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        int[] batch = new int[BatchElements];
        foreach (Block block in _blocks)
        {
            int length = block.LengthOf(column);
            file.Position = block.PositionOf(column);
            for (int done = 0; done < length; done += BatchElements)
            {
                Span<int> values = batch.AsSpan(0, Math.Min(BatchElements, length - done));
                if (block.Holds(column))
                {
                    file.ReadExactly(MemoryMarshal.AsBytes(values));
                }
                else
                {
                    values.Clear();
                }

                take(values);
            }
        }
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => File.Delete(path);

    private static void WriteFeatures(FileStream file, FeatureLists? features)
    {
        if (features is null)
        {
            return;
        }

        Span<int> offsets = features.Offsets.AsSpan();
        int[] counts = new int[offsets.Length - 1];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = offsets[i + 1] - offsets[i];
        }

        file.Write(MemoryMarshal.AsBytes<int>(counts));
        file.Write(MemoryMarshal.AsBytes(features.Rows.AsSpan()));
    }

    /// <summary>Where a block lies and what it holds; -1 features: no lists.</summary>
    private readonly record struct Block(long Position, int Count, int Weights, int LhsFeatures, int RhsFeatures)
    {
        public bool Holds(EdgeColumn column) => column switch
        {
            EdgeColumn.LhsFeatureCounts => LhsFeatures >= 0,
            EdgeColumn.RhsFeatureCounts => RhsFeatures >= 0,
            _ => true,
        };

        public int LengthOf(EdgeColumn column) => column switch
        {
            EdgeColumn.Weight => Weights,
            EdgeColumn.LhsFeatures => Math.Max(0, LhsFeatures),
            EdgeColumn.RhsFeatures => Math.Max(0, RhsFeatures),
            _ => Count,
        };

        public long PositionOf(EdgeColumn column)
        {
            long elements = 0;
            for (EdgeColumn before = EdgeColumn.Lhs; before < column; before++)
            {
                elements += Holds(before) ? LengthOf(before) : 0;
            }

            return Position + (elements * ElementBytes);
        }
    }
}

/// <summary>Edges on their way to a file, column by column; views that live as long as a call.</summary>
/// <param name="lhs">Left-hand rows.</param>
/// <param name="relation">Relation numbers, as many.</param>
/// <param name="rhs">Right-hand rows, as many.</param>
/// <param name="weight">Weights, as many, or empty.</param>
internal readonly ref struct EdgeRun(
    ReadOnlySpan<int> lhs, ReadOnlySpan<int> relation, ReadOnlySpan<int> rhs, ReadOnlySpan<float> weight)
{
    /// <summary>Left-hand rows.</summary>
    public ReadOnlySpan<int> Lhs { get; } = lhs;

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relation { get; } = relation;

    /// <summary>Right-hand rows.</summary>
    public ReadOnlySpan<int> Rhs { get; } = rhs;

    /// <summary>Weights, or empty.</summary>
    public ReadOnlySpan<float> Weight { get; } = weight;

    /// <summary>Features of featurised left-hand sides.</summary>
    public FeatureLists? LhsFeatures { get; init; }

    /// <summary>Features of featurised right-hand sides.</summary>
    public FeatureLists? RhsFeatures { get; init; }

    /// <summary>Edges in the block.</summary>
    public int Count => Lhs.Length;
}

/// <summary>
/// The parts of a spilled block of edges, in the order in which they lie in it; all of 4-byte elements.
/// </summary>
internal enum EdgeColumn
{
    /// <summary>Left-hand rows.</summary>
    Lhs,

    /// <summary>Relation numbers.</summary>
    Relation,

    /// <summary>Right-hand rows.</summary>
    Rhs,

    /// <summary>Weights, as the bits of float32.</summary>
    Weight,

    /// <summary>How many features each left-hand side has.</summary>
    LhsFeatureCounts,

    /// <summary>Features of the left-hand sides, edge after edge.</summary>
    LhsFeatures,

    /// <summary>How many features each right-hand side has.</summary>
    RhsFeatureCounts,

    /// <summary>Features of the right-hand sides, edge after edge.</summary>
    RhsFeatures,
}
