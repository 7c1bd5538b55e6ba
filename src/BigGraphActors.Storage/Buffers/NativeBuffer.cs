using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Buffers;

/// <summary>A block of native memory, aligned to 64 bytes, outside the garbage collector's reach.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <remarks>
/// The only place that allocates large memory. The buffer belongs to its maker until <see cref="Dispose"/>. Spans taken
/// from it must not outlive it. Lengths are 64-bit; a span covers at most <see cref="int.MaxValue"/> elements.
/// </remarks>
public sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const nuint AlignmentBytes = 64;

    private void* _address;

    /// <summary>Allocates memory and fills it with zero bytes.</summary>
    /// <param name="length">Elements, 0 or more.</param>
    /// <param name="isCleared">False leaves whatever is there: for memory that is written before it is read.</param>
    /// <exception cref="InsufficientMemoryException">The system grants no such block; the message has the
    /// size.</exception>
    public NativeBuffer(long length, bool isCleared = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes = checked((nuint)length * (nuint)sizeof(T));
        (nuint size, nuint alignment) = HugePages.Fit(Math.Max(bytes, AlignmentBytes), AlignmentBytes);
        try
        {
            _address = NativeMemory.AlignedAlloc(size, alignment);
        }
        catch (OutOfMemoryException inner)
        {
            throw new InsufficientMemoryException($"no native block of {bytes:N0} bytes is to be had", inner);
        }

        if (alignment > AlignmentBytes)
        {
            HugePages.Advise(_address, size);
        }

        if (isCleared)
        {
            NativeMemory.Clear(_address, bytes);
        }
    }

    /// <summary>Elements in the buffer.</summary>
    public long Length { get; }

    /// <summary>Address of the first element; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">When the memory was given back.</exception>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(_address is null, this);
            return (nint)_address;
        }
    }

    /// <summary>One element, by reference.</summary>
    public ref T this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Length, nameof(index));
            return ref ((T*)Address)[index];
        }
    }

    /// <summary>The whole buffer as a span.</summary>
    /// <exception cref="OverflowException">When it has more elements than a span can hold.</exception>
    public Span<T> AsSpan() => new((void*)Address, checked((int)Length));

    /// <summary>A part of the buffer as a span.</summary>
    public Span<T> AsSpan(long start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, +{length}) is outside 0..{Length}");
        }

        return new((T*)Address + start, length);
    }

    /// <summary>Gives the memory back; later use throws.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns memory that its owner forgot.</summary>
    ~NativeBuffer() => Free();

    private void Free()
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}

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
