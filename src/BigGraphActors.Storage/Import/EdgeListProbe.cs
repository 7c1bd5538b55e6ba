using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Looks at edge lists and says how to import them.</summary>
/// <remarks>
/// The first half MiB of each file decides delimiter, header, comments and columns; the file is then read on, up to
/// <see cref="ScanBytes"/> of text, to count edges, relations and entities. A guess from data can be wrong: what it
/// rests on is in <see cref="EdgeListShape.Columns"/>, and doubts are in the notes.
/// </remarks>
public static class EdgeListProbe
{
    /// <summary>Text of a file that is read at the most; what lies behind is extrapolated.</summary>
    public const long ScanBytes = 256L * 1024 * 1024;

    /// <summary>Looks at several files that are to be imported together.</summary>
    /// <param name="files">At least one; the first has the say where they differ.</param>
    /// <param name="stop">Ends the search with an exception.</param>
    /// <param name="delimiter">What parts the columns; none decides for each file.</param>
    /// <exception cref="EdgeListException">A file is missing, empty or no edge list.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EdgeListFinding Look(
        IReadOnlyList<string> files, CancellationToken stop, ColumnDelimiter? delimiter = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count, nameof(files));
        List<EdgeListShape> shapes = [.. files.Select(file => LookAt(file, delimiter ?? ColumnDelimiter.Auto, stop))];
        EdgeListShape first = shapes[0];
        List<string> notes = [.. shapes.SelectMany(shape => shape.Notes).Distinct()];
        foreach (EdgeListShape shape in shapes.Where(shape => !HaveSameColumns(shape, first)))
        {
            notes.Add($"{shape.File} seems to have other columns than {first.File}; one import reads all alike.");
        }

        bool isOneDelimiter = shapes.TrueForAll(shape => shape.Delimiter == first.Delimiter);
        return new EdgeListFinding
        {
            Files = shapes,
            Import = new ImportSettings
            {
                Files = files,
                LhsColumn = first.ColumnOf(ColumnRole.Lhs) ?? 0,
                RelationColumn = first.ColumnOf(ColumnRole.Relation),
                RhsColumn = first.ColumnOf(ColumnRole.Rhs) ?? 1,
                WeightColumn = first.ColumnOf(ColumnRole.Weight),
                Delimiter = isOneDelimiter ? first.Delimiter : ColumnDelimiter.Auto,
                Header = first.Header,
                Comment = first.Comment,
            },
            Relations = [.. shapes.SelectMany(shape => shape.Relations).Distinct(StringComparer.Ordinal)],
            Notes = notes,
        };
    }

    private static EdgeListShape LookAt(string file, ColumnDelimiter delimiter, CancellationToken stop)
    {
        using TextBlockReader reader = new(file, stop);
        using EdgeListScan scan = new(file, reader.Columns, delimiter);
        long bytes = 0;
        long fileBytesRead = 0;
        bool isWhole = true;
        foreach (TextBlock block in reader.Blocks())
        {
            stop.ThrowIfCancellationRequested();
            scan.Read(block.Text);
            bytes += block.Length;
            fileBytesRead = block.FileBytesRead;
            reader.Return(block);
            if (bytes >= ScanBytes)
            {
                isWhole = false;
                break;
            }
        }

        return scan.Finish(isWhole || fileBytesRead == 0 ? null : (double)reader.FileBytes / fileBytesRead);
    }

    private static bool HaveSameColumns(EdgeListShape one, EdgeListShape other) =>
        one.Header == other.Header
        && one.Columns.Select(column => column.Role).SequenceEqual(other.Columns.Select(column => column.Role));
}

/// <summary>How several edge lists can be imported together.</summary>
public sealed record EdgeListFinding
{
    /// <summary>What each file looks like.</summary>
    public required IReadOnlyList<EdgeListShape> Files { get; init; }

    /// <summary>Settings that import them, but for the directories to fill.</summary>
    public required ImportSettings Import { get; init; }

    /// <summary>Names in the relation column over all files, by first sight; empty without such a column.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>What a person should check; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>What one edge list looks like.</summary>
public sealed record EdgeListShape
{
    /// <summary>The file, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>What parts its columns.</summary>
    public required ColumnDelimiter Delimiter { get; init; }

    /// <summary>Whether the first line that is no comment names the columns.</summary>
    public required bool Header { get; init; }

    /// <summary>How comments begin; empty when lines that look like comments are edges.</summary>
    public required string Comment { get; init; }

    /// <summary>Its columns, from the left; as many as most lines have.</summary>
    public required IReadOnlyList<ColumnShape> Columns { get; init; }

    /// <summary>Edges; extrapolated when <see cref="IsEstimate"/>.</summary>
    public required long Edges { get; init; }

    /// <summary>Whether the file was too long to be read to its end; the counts below are then lower bounds.</summary>
    public required bool IsEstimate { get; init; }

    /// <summary>Different names on the left.</summary>
    public required int LhsNames { get; init; }

    /// <summary>Different names on the right.</summary>
    public required int RhsNames { get; init; }

    /// <summary>Names that stand on both sides; few of them speak for two entity types.</summary>
    public required int SharedNames { get; init; }

    /// <summary>Names in the relation column by first sight, at most 10,000.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>What a person should check; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The column with a role, from 0, or none.</summary>
    public int? ColumnOf(ColumnRole role) =>
        Columns.FirstOrDefault(column => column.Role == role) is { } found ? found.Index : null;
}
