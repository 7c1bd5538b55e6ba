using System.Globalization;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Export;

/// <summary>Writes the vectors of one partition, a row each: name, values.</summary>
/// <remarks>
/// Rows come from the file in pieces of 1 MiB, so memory does not grow with the table. The type's global embedding
/// is added to every row. PBG: <c>make_tsv_for_entities</c>.
/// </remarks>
internal sealed class EntityText(EntityDirectory names, TsvWriter writer, ExportMeter meter)
{
    private const int PieceFloats = 256 * 1024;

    /// <summary>Writes a partition.</summary>
    /// <param name="partition">The partition whose vectors are written.</param>
    /// <param name="table">Its <c>embeddings_TYPE_PART.vN.h5</c>; disposed when this returns.</param>
    /// <param name="global">Added to every row; empty adds nothing.</param>
    /// <param name="withType">Whether a column with the type comes first.</param>
    /// <returns>Number of rows written.</returns>
    /// <exception cref="CorruptFileException">A file is damaged, or the two files do not belong together.</exception>
    public long Write(PartitionId partition, Hdf5File table, float[] global, bool withType)
    {
        using Hdf5File file = table;
        string path = file.Path;
        FormatVersion.Check(file);
        Hdf5Dataset vectors = file.Root.GetDataset("embeddings");
        if (vectors.Shape is not [long rows, > 0 and <= int.MaxValue and long columns])
        {
            throw new CorruptFileException(
                path, -1, "dataset embeddings of rows and a dimension", $"shape [{string.Join(" x ", vectors.Shape)}]");
        }

        vectors.RequireStored();
        int dim = (int)columns;
        if (global.Length != 0 && global.Length != dim)
        {
            throw new CorruptFileException(
                path, -1, $"dimension {global.Length}, that of the global embedding", Text(dim));
        }

        int pieceRows = (int)Math.Clamp(PieceFloats / dim, 1, Math.Max(rows, 1));
        float[] piece = new float[pieceRows * dim];
        using IEnumerator<string> name = names.ReadNames(partition).GetEnumerator();
        for (long start = 0; start < rows; start += pieceRows)
        {
            int count = (int)Math.Min(pieceRows, rows - start);
            vectors.ReadSingle(start * dim, piece.AsSpan(0, count * dim));
            for (int i = 0; i < count; i++)
            {
                string text = name.MoveNext() ? name.Current : throw WrongCount(partition, rows, Text(start + i));
                WriteRow(withType ? partition.EntityType : null, text, piece.AsSpan(i * dim, dim), global);
            }

            meter.Add(partition, count);
        }

        return name.MoveNext() ? throw WrongCount(partition, rows, "more") : rows;
    }

    private void WriteRow(string? type, string name, Span<float> values, float[] global)
    {
        for (int i = 0; i < global.Length; i++)
        {
            values[i] += global[i];
        }

        if (type is not null)
        {
            writer.Write(type);
        }

        writer.Write(name);
        writer.Write(values);
        writer.EndLine();
    }

    private CorruptFileException WrongCount(PartitionId partition, long rows, string found) =>
        new(names.NamesPath(partition), -1, $"{Text(rows)} names, one for each vector of the checkpoint", found);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
