using System.Buffers;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg.Torch;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Layout of <c>embeddings_TYPE_PART.vN.h5</c>: dataset <c>embeddings</c>, float32, rows x dimension.
/// </summary>
/// <remarks>Tables go between disk and native memory in pieces, without the padding of their rows.</remarks>
public static class EmbeddingsFile
{
    private const string Name = "embeddings";

    /// <summary>Floats of a piece: it stays in a core's cache on its way.</summary>
    private const int PieceFloats = 1 << 15;

    /// <summary>Rows and dimension of a file, of which nothing else is read.</summary>
    public static (long RowCount, int Dim) ReadShape(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        return ReadShape(file);
    }

    /// <summary>The same of an open file, which stays the caller's.</summary>
    internal static (long RowCount, int Dim) ReadShape(Hdf5File file)
    {
        FormatVersion.Check(file);
        Hdf5Dataset dataset = file.Root.GetDataset(Name);
        dataset.RequireStored();
        return dataset.Shape is [long rows, > 0 and <= int.MaxValue and long dim]
            ? (rows, (int)dim)
            : throw new CorruptFileException(
                file.Path,
                -1,
                $"dataset {Name} of rows and a dimension",
                $"shape [{string.Join(" x ", dataset.Shape)}]");
    }

    /// <summary>Rows with a value that is not a number (NaN or infinite), found by reading all.</summary>
    internal static long CountBrokenRows(Hdf5File file)
    {
        (long rows, int dim) = ReadShape(file);
        Hdf5Dataset dataset = file.Root.GetDataset(Name);
        int pieceRows = (int)Math.Clamp(PieceFloats / dim, 1, Math.Max(rows, 1));
        float[] piece = new float[pieceRows * dim];
        long broken = 0;
        for (long start = 0; start < rows; start += pieceRows)
        {
            int count = (int)Math.Min(pieceRows, rows - start);
            dataset.ReadSingle(start * dim, piece.AsSpan(0, count * dim));
            for (int row = 0; row < count; row++)
            {
                broken += AreFinite(piece.AsSpan(row * dim, dim)) ? 0 : 1;
            }
        }

        return broken;
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills a table and its row sums.</summary>
    /// <returns>The optimiser's state; none, and sums of zero, where the file has none.</returns>
    /// <exception cref="ShapeMismatchException">
    /// When the file has other rows or another dimension than the table.
    /// </exception>
    public static EmbeddingOptimizerState? Read(string path, EmbeddingTable destination)
    {
        using Hdf5File file = Hdf5File.Open(path);
        return Read(file, destination);
    }

    /// <summary>The same from an open file, which stays the caller's.</summary>
    internal static EmbeddingOptimizerState? Read(Hdf5File file, EmbeddingTable destination)
    {
        FormatVersion.Check(file);
        Hdf5Dataset dataset = file.Root.GetDataset(Name);
        if (dataset.Shape is not [long rows, long dim] || rows != destination.RowCount || dim != destination.Dim)
        {
            throw new ShapeMismatchException(
                file.Path, $"dataset {Name}", [destination.RowCount, destination.Dim], dataset.Shape);
        }

        ReadRows(dataset, destination);
        return ReadSums(file, destination);
    }

    /// <summary>Writes a table, and its row sums where there is a state of the optimiser.</summary>
    public static void Write(
        string path,
        EmbeddingTable table,
        CheckpointMetadata metadata,
        EmbeddingOptimizerState? optimizer,
        CancellationToken stop)
    {
        TorchBlobWriter? blob = optimizer is null ? null : new TorchBlobWriter(
            OptimizerPickle.RowAdagrad(optimizer.LearningRate, table.RowCount),
            [table.RowCount],
            (_, start, destination) => table.RowSums.AsSpan(start, destination.Length).CopyTo(destination));
        long payload = (table.RowCount * table.Dim * sizeof(float)) + (blob?.Length ?? 0) + metadata.ConfigJson.Length;
        AtomicHdf5.Write(path, AtomicFile.TemporaryPath(path), payload, root =>
        {
            metadata.WriteTo(root);
            Hdf5DatasetWriter rows = root.CreateDataset(Name, Hdf5ElementType.Float32, table.RowCount, table.Dim);
            Action? writeState = blob is null ? null : OptimizerDataset.Declare(root, blob);
            WriteRows(rows, table);
            writeState?.Invoke();
        }, stop);
    }

    private static void ReadRows(Hdf5Dataset dataset, EmbeddingTable table) => ForPieces(table, (row, count, piece) =>
    {
        if (table.Stride == table.Dim)
        {
            dataset.ReadSingle(row * table.Dim, table.Values.AsSpan(row * table.Dim, count * table.Dim));
            return;
        }

        dataset.ReadSingle(row * table.Dim, piece);
        for (int i = 0; i < count; i++)
        {
            piece.Slice(i * table.Dim, table.Dim).CopyTo(table.Row(row + i));
        }
    });

    private static void WriteRows(Hdf5DatasetWriter dataset, EmbeddingTable table) =>
        ForPieces(table, (row, count, piece) =>
        {
            if (table.Stride == table.Dim)
            {
                dataset.Append<float>(table.Values.AsSpan(row * table.Dim, count * table.Dim));
                return;
            }

            for (int i = 0; i < count; i++)
            {
                table.Row(row + i).CopyTo(piece.Slice(i * table.Dim, table.Dim));
            }

            dataset.Append<float>(piece);
        });

    private static void ForPieces(EmbeddingTable table, RowsAction action)
    {
        int pieceRows = PieceRows(table);
        float[] piece = ArrayPool<float>.Shared.Rent(pieceRows * table.Dim);
        for (long row = 0; row < table.RowCount; row += pieceRows)
        {
            int count = (int)Math.Min(pieceRows, table.RowCount - row);
            action(row, count, piece.AsSpan(0, count * table.Dim));
        }

        ArrayPool<float>.Shared.Return(piece);
    }

    private static int PieceRows(EmbeddingTable table) =>
        (int)Math.Clamp(PieceFloats / table.Dim, 1, Math.Max(1, table.RowCount));

    private static EmbeddingOptimizerState? ReadSums(Hdf5File file, EmbeddingTable table)
    {
        if (OptimizerDataset.TryOpen(file) is not var (blob, state) || state.LearningRate is not double rate)
        {
            ForSums(table, (_, sums) => sums.Clear());
            return null;
        }

        if (!state.States.TryGetValue(0, out OptimizerBlob.ParameterState? parameter))
        {
            ForSums(table, (_, sums) => sums.Clear());
            return new(rate);
        }

        if (parameter.Sum.Shape is not [long count] || count != table.RowCount)
        {
            throw new ShapeMismatchException(
                OptimizerDataset.SourceOf(file), "tensor sum", [table.RowCount], parameter.Sum.Shape);
        }

        ForSums(table, (start, sums) => blob.Read(parameter.Sum, start, sums));
        return new(rate);
    }

    private static void ForSums(EmbeddingTable table, SumsAction action)
    {
        for (long start = 0; start < table.RowCount; start += PieceFloats)
        {
            action(start, table.RowSums.AsSpan(start, (int)Math.Min(PieceFloats, table.RowCount - start)));
        }
    }

    /// <param name="row">First of the rows.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="piece">Room for them without padding.</param>
    private delegate void RowsAction(long row, int count, Span<float> piece);

    private delegate void SumsAction(long start, Span<float> sums);
}

/// <summary>What a checkpoint keeps of a table's row-Adagrad beside the sums, which are in the table.</summary>
/// <param name="LearningRate">
/// The rate with which it was trained. PBG: a rate in a checkpoint replaces the configured one when it is loaded.
/// </param>
public sealed record EmbeddingOptimizerState(double LearningRate);
