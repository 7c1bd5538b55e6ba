using System.Runtime.CompilerServices;
using BigGraphActors.Storage.Pbg;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Import;

/// <summary>Streams of bytes laid aside: in memory as long as there are pages, on disk from then on.</summary>
/// <remarks>
/// A stream is a chain of extents in the order in which they were handed over, so that a stream with a single writer
/// keeps its order. An extent holds whole records of one writer, and a record never lies in two. An extent is a page
/// that its writer filled and handed over, or the same bytes in one of at most <see cref="Volumes"/> files. A record
/// longer than a page is an extent of its own. Neighbouring streams share a file, which is deleted when the last of
/// them is dropped. Many threads may write, each with its own
/// <see cref="SpillWriter"/>; streams are read when all writers have handed over.
/// </remarks>
internal sealed unsafe class SpillSet : IDisposable
{
    /// <summary>Files of a set at the most.</summary>
    public const int Volumes = 64;

    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly SpillStore _store;
    private readonly string _name;
    private readonly int[] _first;
    private readonly int[] _last;
    private readonly long[] _bytes;
    private readonly Volume[] _volumes;
    private readonly int _streamsPerVolume;
    private readonly List<Extent> _extents = [];
    private int _freeExtent = None;

    /// <summary>Starts a set; nothing is allocated or written yet.</summary>
    /// <param name="store">Where pages and files come from.</param>
    /// <param name="name">Begins the names of its files.</param>
    /// <param name="streams">How many streams, at least 1.</param>
    /// <param name="pageBytes">A power of 2, within <see cref="PagePool"/>'s limits.</param>
    public SpillSet(SpillStore store, string name, int streams, int pageBytes)
    {
        (_store, _name, PageBytes) = (store, name, pageBytes);
        _first = new int[streams];
        Array.Fill(_first, None);
        _last = [.. _first];
        _bytes = new long[streams];
        _streamsPerVolume = (streams + Volumes - 1) / Volumes;
        _volumes = new Volume[(streams + _streamsPerVolume - 1) / _streamsPerVolume];
        for (int i = 0; i < _volumes.Length; i++)
        {
            _volumes[i].Live = Math.Min(_streamsPerVolume, streams - (i * _streamsPerVolume));
        }
    }

    /// <summary>Bytes of a page.</summary>
    public int PageBytes { get; }

    /// <summary>Streams of the set, numbered from 0.</summary>
    public int Streams => _first.Length;

    /// <summary>Bytes of a stream that were handed over, dropped since or not.</summary>
    public long BytesOf(int stream) => _bytes[stream];

    /// <summary>Bytes of all streams that were handed over, dropped since or not.</summary>
    public long TotalBytes => _bytes.Sum();

    /// <summary>A writer for one thread.</summary>
    public SpillWriter CreateWriter() => new(this, _store.Pages);

    /// <summary>Takes over a full page, or writes it away.</summary>
    /// <returns>The page where it was written away and can be filled anew; null where the set keeps it.</returns>
    public byte* HandOver(int stream, byte* page, int length, bool isKept)
    {
        if (isKept)
        {
            Add(stream, (long)page, length);
            return null;
        }

        WriteAway(stream, new ReadOnlySpan<byte>(page, length));
        return page;
    }

    /// <summary>Takes a copy of a record that no page can hold.</summary>
    public void AddLong(int stream, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int length = checked(head.Length + body.Length);
        using PageLoan loan = _store.Pages.Lend(length);
        head.CopyTo(loan.Span);
        body.CopyTo(loan.Span[head.Length..]);
        if (loan.TryKeep(out byte* address))
        {
            Add(stream, (long)address, length);
        }
        else
        {
            WriteAway(stream, loan.Span);
        }
    }

    /// <summary>Frees what a stream holds. It may not be read any more.</summary>
    public void Drop(int stream)
    {
        lock (_gate)
        {
            int next = _first[stream];
            _first[stream] = None;
            _last[stream] = None;
            while (next != None)
            {
                Extent extent = _extents[next];
                Free(extent);
                _extents[next] = extent with { Next = _freeExtent };
                (_freeExtent, next) = (next, extent.Next);
            }

            ref Volume volume = ref _volumes[stream / _streamsPerVolume];
            volume.Live--;
            if (volume.Live == 0)
            {
                Delete(ref volume, stream / _streamsPerVolume);
            }
        }
    }

    /// <summary>Frees all streams and deletes all files.</summary>
    public void Dispose()
    {
        for (int stream = 0; stream < _first.Length; stream++)
        {
            for (int next = _first[stream]; next != None; next = _extents[next].Next)
            {
                Free(_extents[next]);
            }

            _first[stream] = None;
        }

        for (int i = 0; i < _volumes.Length; i++)
        {
            Delete(ref _volumes[i], i);
        }
    }

    /// <summary>The first extent of a stream; below 0 where it has none.</summary>
    internal int FirstOf(int stream) => _first[stream];

    /// <summary>One extent of a stream, and the number of the next.</summary>
    internal ReadOnlySpan<byte> Read(int stream, int extent, ref byte[] buffer, out int next)
    {
        Extent it = _extents[extent];
        next = it.Next;
        if (!it.IsOnDisk)
        {
            return new ReadOnlySpan<byte>((void*)it.Place, it.Length);
        }

        if (buffer.Length < it.Length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(it.Length, PageBytes));
        }

        Span<byte> bytes = buffer.AsSpan(0, it.Length);
        SafeFileHandle file = _volumes[stream / _streamsPerVolume].File!;
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(file, bytes[done..], it.Place + done);
            if (read == 0)
            {
                throw new IOException($"{PathOf(stream / _streamsPerVolume)}: the end comes too early");
            }

            done += read;
        }

        return bytes;
    }

    private void WriteAway(int stream, ReadOnlySpan<byte> bytes)
    {
        int index = stream / _streamsPerVolume;
        string path = PathOf(index);
        long place;
        SafeFileHandle file;
        lock (_gate)
        {
            ref Volume volume = ref _volumes[index];
            file = volume.File ??= _store.Open(path);
            place = volume.Length;
            volume.Length += bytes.Length;
        }

        try
        {
            RandomAccess.Write(file, bytes, place);
        }
        catch (IOException failure) when (DiskSpace.IsFull(failure))
        {
            throw DiskSpace.Full(path, bytes.Length, failure);
        }

        Add(stream, place, -bytes.Length);
    }

    private void Add(int stream, long place, int signedLength)
    {
        lock (_gate)
        {
            int index = _freeExtent;
            Extent extent = new(place, signedLength, None);
            if (index == None)
            {
                index = _extents.Count;
                _extents.Add(extent);
            }
            else
            {
                _freeExtent = _extents[index].Next;
                _extents[index] = extent;
            }

            int last = _last[stream];
            if (last == None)
            {
                _first[stream] = index;
            }
            else
            {
                _extents[last] = _extents[last] with { Next = index };
            }

            _last[stream] = index;
            _bytes[stream] += extent.Length;
        }
    }

    private void Free(in Extent extent)
    {
        if (!extent.IsOnDisk)
        {
            _store.Pages.Return((byte*)extent.Place, Math.Max(extent.Length, PageBytes));
        }
    }

    private void Delete(ref Volume volume, int index)
    {
        if (volume.File is { } file)
        {
            file.Dispose();
            volume.File = null;
            File.Delete(PathOf(index));
        }
    }

    private string PathOf(int volume) => Path.Combine(_store.Folder, $"{_name}.{volume}");

    /// <param name="Place">Address in memory, or position in the file.</param>
    /// <param name="SignedLength">Bytes; negative on disk.</param>
    /// <param name="Next">The next extent of the stream.</param>
    private readonly record struct Extent(long Place, int SignedLength, int Next)
    {
        public bool IsOnDisk => SignedLength < 0;

        public int Length => Math.Abs(SignedLength);
    }

    private struct Volume
    {
        public SafeFileHandle? File;
        public long Length;
        public int Live;
    }
}

/// <summary>Writes records into the streams of a set; for one thread.</summary>
internal sealed unsafe class SpillWriter(SpillSet set, PagePool pages) : IDisposable
{
    private readonly Open[] _open = new Open[set.Streams];
    private readonly int _pageBytes = set.PageBytes;

    /// <summary>Room for a record in a stream's page; the caller fills all of it before the next call.</summary>
    /// <param name="stream">Number of the stream.</param>
    /// <param name="bytes">Length of the record, at most a page.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(int stream, int bytes)
    {
        ref Open open = ref _open[stream];
        if (open.Page is null || open.Used + bytes > _pageBytes)
        {
            Turn(stream, ref open);
        }

        byte* place = open.Page + open.Used;
        open.Used += bytes;
        return place;
    }

    /// <summary>Writes a record of any length in two pieces.</summary>
    public void Put(int stream, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int length = head.Length + body.Length;
        if (length > _pageBytes)
        {
            HandOver(stream);
            set.AddLong(stream, head, body);
            return;
        }

        Span<byte> record = new(Take(stream, length), length);
        head.CopyTo(record);
        body.CopyTo(record[head.Length..]);
    }

    /// <summary>Hands over the pages that are begun; the writer may be used again.</summary>
    public void HandOver()
    {
        for (int stream = 0; stream < _open.Length; stream++)
        {
            HandOver(stream);
        }
    }

    /// <summary>Hands over what was begun of one stream.</summary>
    public void HandOver(int stream)
    {
        ref Open open = ref _open[stream];
        if (open.Page is null)
        {
            return;
        }

        byte* back = set.HandOver(stream, open.Page, open.Used, isKept: !pages.IsOverLimit);
        if (back is not null)
        {
            pages.Return(back, _pageBytes);
        }

        open = default;
    }

    /// <summary>Gives back pages that were not handed over; what they hold is lost.</summary>
    public void Dispose()
    {
        foreach (ref Open open in _open.AsSpan())
        {
            if (open.Page is not null)
            {
                pages.Return(open.Page, _pageBytes);
                open = default;
            }
        }
    }

    private void Turn(int stream, ref Open open)
    {
        if (open.Page is null)
        {
            open.Page = pages.Take(_pageBytes);
        }
        else
        {
            byte* fresh = pages.TryTake(_pageBytes);
            byte* back = set.HandOver(stream, open.Page, open.Used, isKept: fresh is not null);
            open.Page = back is null ? fresh : back;
        }

        open.Used = 0;
    }

    private struct Open
    {
        public byte* Page;
        public int Used;
    }
}

/// <summary>Reads the streams of a set; for one thread. What it shows holds until the next step.</summary>
internal ref struct SpillReader(SpillSet set, int stream, ref byte[] buffer)
{
    private readonly ref byte[] _buffer = ref buffer;
    private int _next = set.FirstOf(stream);

    /// <summary>Whole records.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Goes to the next extent; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_next < 0)
        {
            return false;
        }

        Current = set.Read(stream, _next, ref _buffer, out _next);
        return true;
    }
}
