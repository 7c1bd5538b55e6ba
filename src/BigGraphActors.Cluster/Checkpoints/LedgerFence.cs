using System.Globalization;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>The lives of the lock in the checkpoint directory: a later one fences off those before.</summary>
/// <remarks>
/// A life claims its number by creating <c>ledger/incarnation-N.jsonl</c>, which only one can. It looks for a later
/// life before and after each write. A term has the number of the life that granted it in its upper half.
/// </remarks>
internal static class LedgerFence
{
    /// <summary>The folder of all that lives leave.</summary>
    public const string Folder = "ledger";

    private const string Prefix = "incarnation-";
    private const string Extension = ".jsonl";
    private const string SwitchPrefix = "switch-";
    private const string VoidPrefix = "void-";
    private const int IncarnationShift = 32;

    /// <summary>Which life of the lock granted a term.</summary>
    public static int IncarnationOf(long term) => (int)(term >> IncarnationShift);

    /// <summary>The number that a life's terms follow.</summary>
    public static long TermBefore(int incarnation) => (long)incarnation << IncarnationShift;

    /// <summary>The highest number that any life claimed; 0 when there was none.</summary>
    public static int NewestIncarnation(ICheckpointFiles files) =>
        Lives(files).DefaultIfEmpty(0).Max();

    /// <summary>The lives whose files are there, in no order.</summary>
    public static IEnumerable<int> Lives(ICheckpointFiles files) =>
        files.List(Folder).Select(NumberOf).Where(number => number > 0);

    /// <summary>Fails when a later life than <paramref name="own"/> has begun.</summary>
    /// <exception cref="LedgerFencedException">When there is one.</exception>
    public static void Guard(ICheckpointFiles files, int own)
    {
        int newest = NewestIncarnation(files);
        if (newest > own)
        {
            throw new LedgerFencedException(own, newest);
        }
    }

    /// <summary>The file that a life claims.</summary>
    public static string NameOf(int incarnation) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}/{Prefix}{incarnation}{Extension}");

    /// <summary>The file by whose renaming a life switches the checkpoint to its next version.</summary>
    public static string SwitchName(int incarnation) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}/{SwitchPrefix}{incarnation}.txt");

    /// <summary>The empty file that a life renames over a table which must not count.</summary>
    public static string VoidName(int incarnation) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}/{VoidPrefix}{incarnation}.txt");

    /// <summary>Whether a file of the folder is one that a life was about to rename.</summary>
    public static bool IsAboutToBeRenamed(string name) => name.StartsWith(SwitchPrefix, StringComparison.Ordinal)
        || name.StartsWith(VoidPrefix, StringComparison.Ordinal);

    private static int NumberOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal)
        && int.TryParse(
            name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Extension.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number)
            ? number
            : 0;
}

/// <summary>A later life of the lock has claimed the ledger: this one must decide nothing any more.</summary>
public sealed class LedgerFencedException : Exception
{
    /// <summary>Says which.</summary>
    /// <param name="own">This life's number.</param>
    /// <param name="newest">The highest number on disk.</param>
    public LedgerFencedException(int own, int newest)
        : base($"incarnation {own} of the bucket lock was replaced by incarnation {newest}, which runs elsewhere")
    {
    }
}
