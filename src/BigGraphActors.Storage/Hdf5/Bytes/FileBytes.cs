namespace BigGraphActors.Storage.Hdf5.Bytes;

/// <summary>
/// The bytes of one HDF5 file, addressed as the format does, every access checked against the file's end.
/// </summary>
/// <remarks>
/// Addresses count from <see cref="BaseAddress"/>; errors name offsets from the start of the file.
/// <see cref="ReadInto"/> may be called from several threads, <see cref="Open"/> from one at a time.
/// </remarks>
internal sealed class FileBytes(IByteSource source) : IDisposable
{
    // Structures of a group lie close together and are tens to hundreds of bytes, so one read serves many.
    private const int WindowBytes = 16 << 10;

    private readonly byte[] _window = new byte[Math.Min(WindowBytes, source.Length)];
    private long _windowAddress;
    private int _windowCount;

    /// <summary>Path of the file, for errors.</summary>
    public string Name => source.Name;

    /// <summary>Where address 0 lies: not 0 in a file with a user block in front.</summary>
    public long BaseAddress { get; set; }

    /// <summary>Bytes of a stored address: 2, 4 or 8.</summary>
    public int OffsetSize { get; set; } = 8;

    /// <summary>Bytes of a stored length: 2, 4 or 8.</summary>
    public int LengthSize { get; set; } = 8;

    /// <summary>Bytes that can be addressed.</summary>
    public long Length => source.Length - BaseAddress;

    /// <summary>Copies a block of metadata into memory.</summary>
    /// <param name="address">Where it starts.</param>
    /// <param name="count">Its bytes; no more than the file holds, so a damaged count cannot exhaust memory.</param>
    /// <param name="what">Its name in errors.</param>
    public ByteReader Open(long address, long count, string what)
    {
        RequireInside(address, count, what);
        if (count > Array.MaxLength)
        {
            throw Corrupt(address, $"{what} of at most {Array.MaxLength} bytes", $"a size of {count}");
        }

        byte[] bytes = new byte[count];
        if (count > _window.Length / 2)
        {
            ReadInto(address, bytes, what);
        }
        else
        {
            Window(address, (int)count, what).CopyTo(bytes);
        }

        return new ByteReader(this, bytes, address, what);
    }

    /// <summary>Fills a span from the file, without a copy in between.</summary>
    public void ReadInto(long address, Span<byte> destination, string what)
    {
        RequireInside(address, destination.Length, what);
        int count = source.Read(BaseAddress + address, destination);
        if (count < destination.Length)
        {
            throw Corrupt(address + count, $"{destination.Length - count} more bytes of {what}", "the end of the file");
        }
    }

    /// <summary>Refuses a block that leaves the file: what a truncated download or copy looks like.</summary>
    public void RequireInside(long address, long count, string what)
    {
        if (address < 0 || count < 0 || address > Length)
        {
            throw Corrupt(
                Math.Max(0, address),
                $"{what} inside the file",
                address < 0 ? "no address" : $"a block of {count} bytes at {address} in a file of {Length} bytes");
        }

        if (count > Length - address)
        {
            throw Corrupt(
                address,
                $"{count} bytes of {what}",
                $"the end of the file after {Length - address} (is it truncated?)");
        }
    }

    /// <summary>An error at an address.</summary>
    public CorruptFileException Corrupt(long address, string expected, string found) =>
        new(Name, OffsetOf(address), expected, found);

    /// <summary>An error at an address, with the failure below it.</summary>
    public CorruptFileException Corrupt(long address, string expected, string found, Exception inner) =>
        new(Name, OffsetOf(address), expected, found, inner);

    /// <summary>A refusal of something sound but unknown.</summary>
    public Hdf5UnsupportedException Unsupported(long address, string expected, string feature) =>
        new(Name, OffsetOf(address), expected, feature);

    public void Dispose() => source.Dispose();

    private ReadOnlySpan<byte> Window(long address, int count, string what)
    {
        long start = BaseAddress + address;
        if (start < _windowAddress || start + count > _windowAddress + _windowCount)
        {
            _windowCount = 0;
            _windowAddress = start;
            _windowCount = source.Read(start, _window.AsSpan(0, (int)Math.Min(_window.Length, source.Length - start)));
        }

        int offset = (int)(start - _windowAddress);
        return _windowCount - offset >= count
            ? _window.AsSpan(offset, count)
            : throw Corrupt(address, $"{count} bytes of {what}", "the end of the file");
    }

    // An address from a damaged file may be anything; the sum must not overflow.
    private long OffsetOf(long address) => address > long.MaxValue - BaseAddress ? address : BaseAddress + address;
}
