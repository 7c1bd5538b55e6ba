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
    /// <exception cref="InsufficientMemoryException">The system grants no such block; the message has the
    /// size.</exception>
    public NativeBuffer(long length)
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

        NativeMemory.Clear(_address, bytes);
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
