using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What became of one edge list.</summary>
/// <remarks>
/// <c>Lines = Headers + Comments + Blank + Continued + Rejected + Dropped + Edges</c>, always.
/// </remarks>
public sealed record ImportedFile
{
    /// <summary>The edge list, as the user named it.</summary>
    public required string Path { get; init; }

    /// <summary>The directory that holds its edges now.</summary>
    public required string EdgePath { get; init; }

    /// <summary>What parts its columns.</summary>
    public required ColumnDelimiter Delimiter { get; init; }

    /// <summary>Lines of the file.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines that name the columns, or give sizes: 0 or 1.</summary>
    public required long Headers { get; init; }

    /// <summary>Comment lines.</summary>
    public required long Comments { get; init; }

    /// <summary>Lines of blanks only.</summary>
    public required long Blank { get; init; }

    /// <summary>Lines that go on with a quoted cell of the line before.</summary>
    public required long Continued { get; init; }

    /// <summary>Lines that are no edge, though they should be.</summary>
    public required long Rejected { get; init; }

    /// <summary>Edges left out because an entity or the relation is too rare.</summary>
    public required long Dropped { get; init; }

    /// <summary>Edges written.</summary>
    public required long Edges { get; init; }
}
