using System.Numerics;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import;

/// <summary>Where an import lays aside what it cannot use yet: pages of memory, and files in a scratch folder.
/// </summary>
/// <param name="folder">The scratch folder; made when the first file is.</param>
/// <param name="pageBytes">Bytes of memory that pages may take.</param>
internal sealed class SpillStore(string folder, long pageBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isMade;

    /// <summary>Where files are put.</summary>
    public string Folder => folder;

    /// <summary>The pages.</summary>
    public PagePool Pages { get; } = new(pageBytes);

    /// <summary>Whether anything went to disk so far.</summary>
    public bool HasSpilled => _isMade;

    /// <summary>Makes a file of the folder.</summary>
    public SafeFileHandle Open(string path)
    {
        lock (_gate)
        {
            if (!_isMade)
            {
                Directory.CreateDirectory(folder);
                _isMade = true;
            }
        }

        return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Refuses to begin what the disk cannot hold.</summary>
    /// <param name="bytes">Bytes that will be laid aside together, in memory and on disk.</param>
    /// <exception cref="IOException">When fewer are free.</exception>
    public void Demand(long bytes)
    {
        long onDisk = bytes - Pages.LimitBytes;
        if (DiskSpace.Free(folder) is { } free && free < onDisk)
        {
            throw new IOException(
                $"{folder}: about {onDisk:N0} bytes will be laid aside here during the import, and {free:N0} are free; "
                + "--scratch takes another folder, --memory more memory");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Pages.Dispose();
}

/// <summary>Lends pages of memory up to a limit, and takes them back for use by others. Thread-safe.</summary>
/// <remarks>
/// Pages are cut from larger and larger blocks, so that an import of ten edges takes kilobytes. What was returned is
/// lent again before new memory is touched; a large page is halved for a small one, and never put together again,
/// because an import's later steps want smaller pages. So the memory in use is never more than the most pages that
/// were lent at one time.
/// </remarks>
internal sealed unsafe class PagePool(long limitBytes) : IDisposable
{
    /// <summary>Bytes of the smallest page.</summary>
    public const int SmallestPage = 256;

    /// <summary>Bytes of the largest page.</summary>
    public const int LargestPage = 64 * 1024;

    private const long FirstBlockBytes = 256 * 1024;
    private const long LargestBlockBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<NativeBuffer<byte>> _blocks = [];
    private readonly Stack<nint>[] _free = [.. Enumerable.Range(0, 32).Select(_ => new Stack<nint>())];
    private readonly Dictionary<nint, NativeBuffer<byte>> _long = [];
    private long _usedOfBlock;
    private long _lentBytes;

    /// <summary>Bytes that may be lent.</summary>
    public long LimitBytes => limitBytes;

    /// <summary>Bytes that are lent.</summary>
    public long LentBytes => Volatile.Read(ref _lentBytes);

    /// <summary>Whether more was lent than the limit, for pages that somebody had to have.</summary>
    public bool IsOverLimit => LentBytes > limitBytes;

    /// <summary>A page, also above the limit: for what must be in memory.</summary>
    /// <param name="bytes">A power of 2 from <see cref="SmallestPage"/> to <see cref="LargestPage"/>.</param>
    public byte* Take(int bytes)
    {
        lock (_gate)
        {
            _lentBytes += bytes;
            return (byte*)Find(bytes);
        }
    }

    /// <summary>A page, or null where it would be more than the limit.</summary>
    public byte* TryTake(int bytes)
    {
        lock (_gate)
        {
            if (_lentBytes + bytes > limitBytes)
            {
                return null;
            }

            _lentBytes += bytes;
            return (byte*)Find(bytes);
        }
    }

    /// <summary>Memory for something longer than a page.</summary>
    public PageLoan Lend(int bytes) => new(this, new NativeBuffer<byte>(bytes, isCleared: false));

    /// <summary>Takes back a page, or what was kept of a loan.</summary>
    public void Return(byte* page, int bytes)
    {
        lock (_gate)
        {
            _lentBytes -= bytes;
            if (_long.Remove((nint)page, out NativeBuffer<byte>? buffer))
            {
                buffer.Dispose();
            }
            else
            {
                _free[BitOperations.Log2((uint)bytes)].Push((nint)page);
            }
        }
    }

    /// <summary>Keeps a loan beyond its scope, where the limit allows that.</summary>
    public bool TryKeep(NativeBuffer<byte> loan)
    {
        lock (_gate)
        {
            if (_lentBytes + loan.Length > limitBytes)
            {
                return false;
            }

            _lentBytes += loan.Length;
            _long.Add(loan.Address, loan);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<byte> block in _blocks.Concat(_long.Values))
        {
            block.Dispose();
        }

        _blocks.Clear();
        _long.Clear();
    }

    private nint Find(int bytes)
    {
        int size = BitOperations.Log2((uint)bytes);
        if (_free[size].TryPop(out nint page))
        {
            return page;
        }

        for (int larger = size + 1; larger < _free.Length; larger++)
        {
            if (_free[larger].TryPop(out nint whole))
            {
                while (larger > size)
                {
                    larger--;
                    _free[larger].Push(whole + (1 << larger));
                }

                return whole;
            }
        }

        if (_blocks.Count == 0 || _blocks[^1].Length - _usedOfBlock < bytes)
        {
            AddBlock();
        }

        _usedOfBlock += bytes;
        return _blocks[^1].Address + (nint)(_usedOfBlock - bytes);
    }

    // What is left of a block that is too small for a large page is kept for small ones.
    private void AddBlock()
    {
        if (_blocks.Count > 0)
        {
            NativeBuffer<byte> last = _blocks[^1];
            for (; _usedOfBlock < last.Length; _usedOfBlock += SmallestPage)
            {
                _free[BitOperations.Log2((uint)SmallestPage)].Push(last.Address + (nint)_usedOfBlock);
            }
        }

        long bytes = _blocks.Count == 0 ? FirstBlockBytes : Math.Min(_blocks[^1].Length * 2, LargestBlockBytes);
        _blocks.Add(new NativeBuffer<byte>(bytes, isCleared: false));
        _usedOfBlock = 0;
    }
}

/// <summary>Memory of any length for the time of a call, which may be kept longer.</summary>
internal sealed unsafe class PageLoan(PagePool pool, NativeBuffer<byte> buffer) : IDisposable
{
    private bool _isKept;

    /// <summary>The memory.</summary>
    public Span<byte> Span => buffer.AsSpan();

    /// <summary>Keeps the memory until its address is returned to the pool.</summary>
    public bool TryKeep(out byte* address)
    {
        address = (byte*)buffer.Address;
        return _isKept = pool.TryKeep(buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isKept)
        {
            buffer.Dispose();
        }
    }
}
