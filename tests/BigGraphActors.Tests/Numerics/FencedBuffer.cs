using System.Runtime.InteropServices;

namespace BigGraphActors.Tests.Numerics;

/// <summary>
/// Floats that end where an unreadable page begins: reading or writing past the end kills the process.
/// </summary>
/// <remarks>On systems without mmap it is plain memory without the fence.</remarks>
internal sealed unsafe partial class FencedBuffer : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private static readonly nint PageBytes = Environment.SystemPageSize;

    private readonly void* _pages;
    private readonly nint _bytes;
    private readonly float* _start;
    private readonly int _length;

    /// <summary>Takes a copy of the values.</summary>
    public FencedBuffer(ReadOnlySpan<float> values)
    {
        _length = values.Length;
        nint needed = sizeof(float) * values.Length;
        _bytes = ((needed + PageBytes - 1) / PageBytes * PageBytes) + PageBytes;
        if (OperatingSystem.IsLinux())
        {
            _pages = MemoryMap(null, _bytes, ReadWrite, PrivateAnonymous, -1, 0);
            Assert.NotEqual(-1, (nint)_pages);
            Assert.Equal(0, MemoryProtect((byte*)_pages + _bytes - PageBytes, PageBytes, 0));
        }
        else
        {
            _pages = NativeMemory.AllocZeroed((nuint)_bytes);
        }

        _start = (float*)((byte*)_pages + _bytes - PageBytes - needed);
        values.CopyTo(Span);
    }

    public Span<float> Span => new(_start, _length);

    public nint Address => (nint)_start;

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MemoryUnmap(_pages, _bytes);
        }
        else
        {
            NativeMemory.Free(_pages);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MemoryMap(
        void* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int MemoryProtect(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MemoryUnmap(void* address, nint length);
}
