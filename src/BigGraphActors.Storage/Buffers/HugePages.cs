using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Buffers;

/// <summary>Asks the system to back large blocks with pages of 2 MiB.</summary>
/// <remarks>
/// Rows are looked up in no order; with pages of 4 KiB a table beyond some megabytes costs a walk of the page tables
/// for nearly every row. A wish, not a need: where the system has none, or is no Linux, nothing happens.
/// </remarks>
internal static partial class HugePages
{
    /// <summary>Bytes in a huge page, and the alignment that lets a block have them.</summary>
    public const nuint Bytes = 2 << 20;

    private const int AdviseHugePage = 14;

    /// <summary>Rounds a block's size up to whole huge pages, if it is large enough for one to pay.</summary>
    /// <returns>The size and the alignment to allocate with.</returns>
    public static (nuint Size, nuint Alignment) Fit(nuint bytes, nuint alignment) => bytes < Bytes / 2
        ? (bytes, alignment)
        : (checked((bytes + Bytes - 1) / Bytes * Bytes), Bytes);

    /// <summary>Says that a block is to have huge pages.</summary>
    /// <param name="address">A multiple of <see cref="Bytes"/>; the memory must not have been touched yet.</param>
    /// <param name="size">A multiple of <see cref="Bytes"/>.</param>
    public static unsafe void Advise(void* address, nuint size)
    {
        if (OperatingSystem.IsLinux())
        {
            // The result does not matter: refused, the block has small pages.
            _ = MemoryAdvise(address, size, AdviseHugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int MemoryAdvise(void* address, nuint length, int advice);
}
