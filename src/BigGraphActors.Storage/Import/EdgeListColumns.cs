using BigGraphActors.Storage.Import.Parquet;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds columns of edge lists by their names.</summary>
public static class EdgeListColumns
{
    /// <summary>The number of a named column of a Parquet file, from 0.</summary>
    /// <param name="file">The edge list.</param>
    /// <param name="name">As the file's schema has it.</param>
    /// <exception cref="EdgeListException">When the file is no Parquet, or has no such column.</exception>
    public static int Find(string file, string name)
    {
        IReadOnlyList<string> columns = ParquetTextStream.ColumnsOf(file);
        int at = columns.Index().Where(column => column.Item == name).Select(column => column.Index).FirstOrDefault(-1);
        return at >= 0
            ? at
            : throw new EdgeListException(
                file, $"has no column '{name}'; it has {string.Join(", ", columns.Select(column => $"'{column}'"))}");
    }
}
