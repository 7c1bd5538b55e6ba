using System.Globalization;
using System.Numerics;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Storage.Import;

/// <summary>How much memory an import may take, and what for.</summary>
/// <remarks>
/// The budget is that of the whole process. <see cref="ResidentBytes"/> go to the runtime, the program and the blocks
/// of text. Of the rest a sixth at most is the table of names that were seen, a quarter is for sorting and joining, and
/// pages of what is laid aside have what remains. What does not fit there goes to disk. None of this changes the
/// result.
/// </remarks>
internal sealed record ImportMemory
{
    /// <summary>Bytes of the process that do not depend on the graph.</summary>
    public const long ResidentBytes = 128L << 20;

    /// <summary>No import fits into less.</summary>
    public const long LeastBytes = ResidentBytes + (64L << 20);

    private const long MostUnasked = 4L << 30;
    private const long TextBytesPerPart = 4L << 20;

    // A name of seven letters in a list of nothing but new names, which takes 100 bytes where it is sorted.
    private const int SortedBytesPerTextByte = 12;

    private const int MostParts = 4096;
    private const int SmallestPage = 1024;
    private const int LargestPage = 32 * 1024;
    private const long MostSeenBytes = 128L << 20;
    private const long FewestSeenSlots = 1024;

    /// <summary>Bytes that the process may take.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Threads that parse, sort and join.</summary>
    public required int Threads { get; init; }

    /// <summary>Parts that names and edges are cut into by their hashes: a power of 2, at least 2.</summary>
    public required int Parts { get; init; }

    /// <summary>Bytes of a page.</summary>
    public required int PageBytes { get; init; }

    /// <summary>Slots of the table of names that were seen: a power of 2.</summary>
    public required long SeenSlots { get; init; }

    /// <summary>Bytes for sorting and joining, all threads together.</summary>
    public required long WorkBytes { get; init; }

    /// <summary>Bytes for pages, those that are being filled and those that are kept.</summary>
    public required long StoreBytes { get; init; }

    /// <summary>Pages are kept in memory until there are so many bytes of them.</summary>
    public required long KeptBytes { get; init; }

    /// <summary>How far a hash is shifted to give its part.</summary>
    public int PartShift => 64 - BitOperations.Log2((uint)Parts);

    /// <summary>Divides a budget.</summary>
    /// <param name="budgetBytes">What the user said; none takes half of what the system has left, at most 4 GiB.
    /// </param>
    /// <param name="threads">At least 1.</param>
    /// <param name="textBytes">About how much text is to be read.</param>
    /// <exception cref="SettingsException">When no import fits into the budget.</exception>
    public static ImportMemory Plan(long? budgetBytes, int threads, long textBytes)
    {
        long budget = budgetBytes ?? Math.Clamp(AvailableBytes() / 2, LeastBytes, MostUnasked);
        Require(budget, LeastBytes, "no import fits into less");
        long free = budget - ResidentBytes;
        long seenBytes = PowerOf2Within(Math.Min(free / 6, MostSeenBytes));
        long work = free / 4;
        long store = free - seenBytes - work;
        long writers = store / 2 / (3L * threads);
        long perPart = Math.Min(TextBytesPerPart, work / threads / SortedBytesPerTextByte);
        long parts = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(2, textBytes / Math.Max(1, perPart)));
        parts = Math.Min(parts, Math.Min(MostParts, PowerOf2Within(writers / SmallestPage)));
        return new ImportMemory
        {
            BudgetBytes = budget,
            Threads = threads,
            Parts = (int)parts,
            PageBytes = (int)Math.Min(LargestPage, PowerOf2Within(writers / parts)),
            SeenSlots = Math.Min(
                seenBytes / sizeof(ulong),
                (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(FewestSeenSlots, textBytes / 2))),
            WorkBytes = work,
            StoreBytes = store,
            KeptBytes = store,
        };
    }

    /// <summary>Page size for a set of streams that each thread writes to.</summary>
    /// <exception cref="SettingsException">When even small pages are too many.</exception>
    public int PageBytesFor(long streams)
    {
        long writers = StoreBytes / 2 / Threads;
        long smallest = streams * PagePool.SmallestPage;
        Require(
            BudgetBytes,
            BudgetBytes + ((smallest - writers) * 4 * Threads),
            string.Create(CultureInfo.InvariantCulture, $"edges are sorted into {streams:N0} pieces of buckets"));
        return (int)Math.Min(PageBytes, PowerOf2Within(writers / streams));
    }

    /// <summary>How many threads may each take so much at a time.</summary>
    /// <param name="bytes">What the largest piece takes.</param>
    /// <param name="reason">Why it is so much, behind "because".</param>
    /// <exception cref="SettingsException">When not even one may.</exception>
    public int ThreadsFor(long bytes, string reason)
    {
        Require(BudgetBytes, BudgetBytes + ((bytes - WorkBytes) * 4), reason);
        return (int)Math.Min(Threads, WorkBytes / Math.Max(1, bytes));
    }

    private static void Require(long budget, long needed, string reason) => ImportChecks.Demand(
        budget >= needed,
        "--memory",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{budget >> 20}m is too little, because {reason}; {(needed + (1 << 20) - 1) >> 20}m would do"));

    private static long PowerOf2Within(long value) => 1L << BitOperations.Log2((ulong)Math.Max(1, value));

    // The runtime knows the limit of a container, and the system how much of the machine is not in use.
    private static long AvailableBytes()
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        limit = limit > 0 ? Math.Max(0, limit - Environment.WorkingSet) : LeastBytes * 2;
        const string Name = "MemAvailable:";
        string? line = OperatingSystem.IsLinux() && File.Exists("/proc/meminfo")
            ? File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith(Name, StringComparison.Ordinal))
            : null;
        bool isKnown = long.TryParse(
            line?[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long kibibytes);
        return isKnown ? Math.Min(limit, kibibytes << 10) : limit;
    }
}
