using System.Buffers;
using System.Buffers.Text;

namespace BigGraphActors.Storage.Import;

/// <summary>Judges at the end of a list whether it was what it was taken for.</summary>
/// <remarks>
/// Single bad lines cost themselves. Many of them mean that the shape was guessed or chosen wrongly, and that what was
/// read is no graph; then nothing is kept. Who sets <c>--max-rejected</c> has decided that for himself.
/// </remarks>
internal sealed class EdgeFileOutcome(string path, EdgeFileCounts counts, RejectionLog rejections)
{
    private const double MostRejected = 0.5;
    private const long FewEdges = 5;

    private static readonly SearchValues<byte> SizeBytes = SearchValues.Create("0123456789 \t,;|"u8);

    /// <summary>Refuses a list without edges, or of which too much did not fit.</summary>
    /// <param name="edges">Edges of the list.</param>
    /// <param name="scan">Knows the names of all lists so far.</param>
    /// <exception cref="EdgeListException">Says what was found, and the first line that did not fit.</exception>
    public void Check(long edges, GraphScan scan)
    {
        if (counts.Lines == 0)
        {
            throw new EdgeListException(path, "the file is empty; an edge list has one edge a line");
        }

        if (edges == 0)
        {
            throw new EdgeListException(
                path,
                counts.Rejected > 0
                    ? $"every line was rejected, {counts.FirstRejection}"
                    : $"there is no edge among its {counts.Lines:N0} lines (comments, header, lines without a value)");
        }

        CheckShares(edges);
        CheckSizes(edges, scan);
    }

    /// <summary>The cells of a line, where all are whole numbers; none otherwise.</summary>
    public static long[]? SizesOf(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        long[] sizes = new long[splitter.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            ReadOnlySpan<byte> cell = splitter.ColumnOf(line, i);
            if (!Utf8Parser.TryParse(cell, out sizes[i], out int used) || used != cell.Length)
            {
                return null;
            }
        }

        return sizes;
    }

    /// <summary>Whether the numbers of a first line count nodes and lines, as those of no edge would.</summary>
    /// <param name="first">Its numbers; none where it holds others.</param>
    /// <param name="behind">Lines behind it.</param>
    /// <param name="largest">The largest name that is a number.</param>
    public static bool AreCounts(long[]? first, long behind, long largest) =>
        first is [var nodes, .., var last] && last == behind && behind >= FewEdges && nodes >= largest;

    /// <summary>Whether a line holds nothing but whole numbers, as a line of counts does.</summary>
    public static bool AreSizes(ReadOnlySpan<byte> line) =>
        line.ContainsAnyInRange((byte)'0', (byte)'9') && !line.ContainsAnyExcept(SizeBytes);

    private void CheckShares(long edges)
    {
        long records = edges + counts.Rejected;
        bool isShapeWrong = counts.RejectedByShape > Math.Max(1, records * ListShapeGuess.Tolerated);
        if (!rejections.HasLimit && (isShapeWrong || counts.Rejected > records * MostRejected))
        {
            throw new EdgeListException(
                path,
                $"{counts.Rejected:N0} of {records:N0} lines are no edges, {counts.FirstRejection}. Nothing was "
                + "imported; mend the list, choose other columns or another delimiter, or allow them with "
                + $"--max-rejected {rejections.Count}");
        }
    }

    private void CheckSizes(long edges, GraphScan scan)
    {
        long behind = edges + counts.Rejected - 1;
        if (counts.Entries is { } entries && entries != edges + counts.Rejected)
        {
            throw new EdgeListException(
                path,
                $"its line of sizes names {entries:N0} entries, and {edges + counts.Rejected:N0} are there: the "
                + "file is cut off, or two were put together");
        }

        if (counts.Entries is null && counts.FirstSizes is not null && counts.FirstSizes[^1] == behind
            && AreCounts(counts.FirstSizes, behind, scan.LargestNumber))
        {
            throw new EdgeListException(
                path,
                $"its first line seems to hold counts and no edge: {behind:N0} lines follow, and no name is a "
                + $"number above {counts.FirstSizes[0]}. Set header = true to skip it; if it is an edge, put it "
                + "behind another");
        }
    }
}

/// <summary>What became of the lines of one block, or of one file.</summary>
internal class LineCounts
{
    /// <summary>All lines.</summary>
    public long Lines { get; set; }

    /// <summary>Lines that name the columns, or give sizes: 0 or 1.</summary>
    public long Headers { get; set; }

    /// <summary>Comment lines.</summary>
    public long Comments { get; set; }

    /// <summary>Comment lines behind the first edge, where a name may have been taken for a comment.</summary>
    public long CommentsAmongEdges { get; set; }

    /// <summary>Lines of blanks only.</summary>
    public long Blank { get; set; }

    /// <summary>Lines that go on with a quoted cell of the line before.</summary>
    public long Continued { get; set; }

    /// <summary>Lines that are edges.</summary>
    public long Edges { get; set; }

    /// <summary>Adds the lines of a further block.</summary>
    public void Add(LineCounts block)
    {
        Lines += block.Lines;
        Headers += block.Headers;
        Comments += block.Comments;
        CommentsAmongEdges += block.CommentsAmongEdges;
        Blank += block.Blank;
        Continued += block.Continued;
        Edges += block.Edges;
    }
}

/// <summary>What became of the lines of one file, while it is read.</summary>
internal sealed class EdgeFileCounts : LineCounts
{
    /// <summary>Rejected lines that speak against the shape that the list was taken for.</summary>
    public long RejectedByShape { get; set; }

    /// <summary>Entries that a line of sizes names; none without such a line.</summary>
    public long? Entries { get; set; }

    /// <summary>The numbers of the first edge, where it has nothing else.</summary>
    public long[]? FirstSizes { get; set; }

    /// <summary>Rejected lines.</summary>
    public long Rejected { get; set; }

    /// <summary>The first rejected line and why, in words.</summary>
    public string? FirstRejection { get; set; }

    /// <summary>The first edge reads like the names of columns.</summary>
    public bool HasHeaderWords { get; set; }
}
