using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BigGraphActors.Storage.Identity;

/// <summary>
/// Which numbering of entities and relations a directory or a checkpoint belongs to: what says which row is whose.
/// </summary>
/// <remarks>
/// A chain of additions, so that a numbering can be extended later: each link names its parent and has a hash of what
/// was added. An import starts a chain of one link. The same names in the same rows give the same identity, on any
/// machine and at any time.
/// </remarks>
/// <param name="Chain">At least one link, the oldest first.</param>
public sealed record GraphIdentity(IReadOnlyList<IdentityLink> Chain)
{
    private const int ShortLength = 12;

    /// <summary>The hash of the last link, which stands for the whole chain.</summary>
    public string Id => Chain[^1].Id;

    /// <summary>In words, for people: <c>import 3f2a91c0d4e5 (100 entities of all, 2 relations)</c>.</summary>
    public string Words
    {
        get
        {
            IdentityLink last = Chain[^1];
            IEnumerable<string> counts = last.Entities.Select(type => string.Create(
                CultureInfo.InvariantCulture, $"{type.Value.Sum():N0} entities of {type.Key}"));
            string relations = string.Create(CultureInfo.InvariantCulture, $"{last.Relations:N0} relations");
            return $"import {Id[..Math.Min(ShortLength, Id.Length)]} ({string.Join(", ", counts)}, {relations})";
        }
    }

    /// <summary>Whether both are the same numbering.</summary>
    public bool IsSame(GraphIdentity other) => Id == other.Id;

    /// <summary>Whether the other numbering is this one or an extension of it, so that rows of this one still hold.
    /// </summary>
    public bool IsPartOf(GraphIdentity other) => other.Chain.Any(link => link.Id == Id);

    /// <summary>The chain as text, for an attribute of a checkpoint's file.</summary>
    public string ToText() => JsonSerializer.Serialize(Chain, IdentityLineJson.Default.IReadOnlyListIdentityLink);

    /// <summary>Reads what <see cref="ToText"/> wrote; none where the text is no chain.</summary>
    public static GraphIdentity? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, IdentityLineJson.Default.IReadOnlyListIdentityLink)
                is { Count: > 0 } chain ? new GraphIdentity(chain) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One addition to a numbering.</summary>
public sealed record IdentityLink
{
    /// <summary>SHA-256, in hexadecimal, of the parent's and of the counts, names and relations that were added.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The link before it; none for the first.</summary>
    public string? Parent { get; init; }

    /// <summary>Entities of each partition by type, with all that was added so far; for messages.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Entities { get; init; }

    /// <summary>Relations with all that was added so far; for messages.</summary>
    public required int Relations { get; init; }
}

/// <summary>How the identities of entities and edges become small JSON files; generated when this is compiled.
/// </summary>
/// <remarks>Every run reads one of each, and reflection would take 40 ms for it.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(EntityIdentity))]
[JsonSerializable(typeof(EdgeIdentity))]
internal sealed partial class IdentityFileJson : JsonSerializerContext;

/// <summary>How a chain becomes the text of an attribute.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<IdentityLink>))]
internal sealed partial class IdentityLineJson : JsonSerializerContext;

/// <summary>
/// Parts that do not belong together are asked to work together; nothing was read for a result or written.
/// </summary>
public sealed class MismatchException : Exception
{
    /// <summary>Names both sides.</summary>
    /// <param name="message">What was found on either side, and what to do.</param>
    public MismatchException(string message)
        : base(message)
    {
    }
}
