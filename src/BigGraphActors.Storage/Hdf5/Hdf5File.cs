using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using PureHDF;
using PureHDF.VOL.Native;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>An HDF5 file opened for reading; PureHDF reads its structure.</summary>
/// <remarks>
/// Damage ends in a <see cref="CorruptFileException"/>, a feature that cannot be read in its subclass
/// <see cref="Hdf5UnsupportedException"/>; docs/reference/hdf5.md lists what is read. Groups and datasets are valid
/// until the file is disposed.
/// </remarks>
public sealed class Hdf5File : IDisposable
{
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly Hdf5Stream _stream;
    private readonly Lock _lock = new();
    private readonly NativeFile _file;

    static Hdf5File() => ChunkFilters.Register();

    private Hdf5File(string path, Hdf5Stream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
        CheckStart();
        _file = Guard("a sound HDF5 file", () => H5File.Open(stream, leaveOpen: true));
        Root = new Hdf5Group(this, _file, string.Empty);
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The group that holds everything.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Bytes of the file when it was opened.</summary>
    internal long Length { get; }

    /// <summary>Opens a file; writers may not change it while it is open.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">When there is no such file.</exception>
    /// <exception cref="CorruptFileException">When it is no HDF5 file, cut short, or damaged at its start.</exception>
    public static Hdf5File Open(string path) => Open(path, Hdf5Stream.OpenToRead(path));

    /// <summary>The same of an open file, which stays the caller's and must outlive what is returned.</summary>
    internal static Hdf5File Open(string path, SafeFileHandle file) => Open(path, Hdf5Stream.Borrow(path, file));

    private static Hdf5File Open(string path, Hdf5Stream stream)
    {
        try
        {
            return new Hdf5File(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }

    internal CorruptFileException Corrupt(string expected, string found, Exception? inner = null, long offset = -1) =>
        new(Path, offset, Printable(expected), Printable(found), inner);

    internal Hdf5UnsupportedException Unsupported(string expected, string feature, long offset = -1) =>
        new(Path, offset, Printable(expected), Printable(feature));

    /// <summary>Reads values beside the library, from any thread.</summary>
    internal void ReadAt(long offset, Span<byte> destination, string what)
    {
        try
        {
            _stream.ReadAt(offset, destination);
        }
        catch (EndOfStreamException failure)
        {
            throw Corrupt($"{destination.Length} bytes of {what}", failure.Message, failure, offset);
        }
    }

    /// <summary>Lets the library read: one thread at a time, and each failure told with the file's name.</summary>
    /// <param name="expected">What the bytes should be.</param>
    /// <param name="read">Calls the library.</param>
    internal T Guard<T>(string expected, Func<T> read)
    {
        lock (_lock)
        {
            try
            {
                return read();
            }
            catch (Exception failure) when (failure is not CorruptFileException)
            {
                throw Translate(expected, failure);
            }
        }
    }

    /// <inheritdoc cref="Guard{T}(string, Func{T})"/>
    internal void Guard(string expected, ReadIntoSpan read, Span<byte> destination)
    {
        lock (_lock)
        {
            try
            {
                read(destination);
            }
            catch (Exception failure) when (failure is not CorruptFileException)
            {
                throw Translate(expected, failure);
            }
        }
    }

    /// <summary>Where the library would take values from, without taking them; -1 when the file has none.</summary>
    /// <param name="expected">What the bytes should be.</param>
    /// <param name="read">Reads the values.</param>
    internal long PlaceOf(string expected, Action read) => Guard(expected, () =>
    {
        _stream.ValuesAt = -1;
        _stream.OnlyNotesPlaces = true;
        try
        {
            read();
            return _stream.ValuesAt;
        }
        finally
        {
            _stream.OnlyNotesPlaces = false;
        }
    });

    // Names and signatures of a damaged file may be any bytes; a message is one line that a person can read.
    private static string Printable(string text)
    {
        const int MostCharacters = 300;
        string cut = text.Length > MostCharacters ? $"{text.AsSpan(0, MostCharacters)}..." : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
    }

    // The library throws plain exceptions, or whatever its code runs into on bytes that make no sense.
    private Exception Translate(string expected, Exception failure)
    {
        Exception cause = failure.GetBaseException();
        return cause switch
        {
            CorruptFileException or MissingMemberException => cause,
            IOException and not EndOfStreamException => new IOException(cause.Message, failure),
            NotSupportedException => Unsupported(expected, cause.Message, _stream.Position),
            EndOfStreamException => Corrupt(expected, "a block that leaves the file", failure, _stream.Position),
            FormatException or InvalidDataException => Corrupt(expected, cause.Message, failure, _stream.Position),
            _ when cause.GetType() == typeof(Exception) => Corrupt(expected, cause.Message, failure, _stream.Position),
            _ => Corrupt(expected, $"bytes that make no sense ({cause.GetType().Name})", failure, _stream.Position),
        };
    }

    // The library reads no file with a user block or short offsets, and does not notice that a file was cut short.
    private void CheckStart()
    {
        Span<byte> start = stackalloc byte[56];
        start.Clear();
        _stream.ReadAt(0, start[..(int)Math.Min(start.Length, Length)]);
        if (!start.StartsWith(Signature))
        {
            throw NoSignature();
        }

        byte version = start[8];
        (int sizesAt, int baseAt, int endAt) = version switch
        {
            0 => (13, 24, 40),
            1 => (13, 28, 44),
            2 or 3 => (9, 12, 28),
            _ => throw Unsupported("superblock version 0 to 3", $"version {version}", Signature.Length),
        };
        if (start[sizesAt] != 8 || start[sizesAt + 1] != 8)
        {
            string sizes = $"offsets of {start[sizesAt]} and lengths of {start[sizesAt + 1]} bytes";
            throw Unsupported("offsets and lengths of 8 bytes", sizes, sizesAt);
        }

        long first = BinaryPrimitives.ReadInt64LittleEndian(start[baseAt..]);
        long end = BinaryPrimitives.ReadInt64LittleEndian(start[endAt..]);
        if (first != 0)
        {
            throw Unsupported("addresses from the start of the file", $"a base address of {first}", baseAt);
        }

        if (end > Length)
        {
            throw Corrupt($"a file of {end} bytes", "its end (is it truncated?)", offset: Length);
        }
    }

    private CorruptFileException NoSignature()
    {
        byte[] found = new byte[Signature.Length];
        for (long at = 512; at <= Length - found.Length; at *= 2)
        {
            _stream.ReadAt(at, found);
            if (found.SequenceEqual(Signature))
            {
                return Unsupported("the signature of an HDF5 file", $"a user block of {at} bytes before it", 0);
            }
        }

        string what = Length == 0
            ? "an empty file"
            : "other bytes (no HDF5 file, or one whose writing was cut short)";
        return Corrupt("the signature of an HDF5 file", what, offset: 0);
    }

    /// <summary>Fills a span, which a <see cref="Func{TResult}"/> cannot take.</summary>
    internal delegate void ReadIntoSpan(Span<byte> destination);
}

/// <summary>Thrown when a file may well be sound HDF5, but uses a feature that is not read.</summary>
/// <remarks>
/// The message names the feature; rewriting the file with <c>h5repack</c> or h5py without it helps. What is read is
/// listed in docs/reference/hdf5.md. A damaged byte can also look like an unknown feature, which is why this is a
/// <see cref="CorruptFileException"/>.
/// </remarks>
public sealed class Hdf5UnsupportedException : CorruptFileException
{
    /// <summary>Names an unknown feature.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Byte offset of the feature from the start of the file; -1 when it has no one place.</param>
    /// <param name="expected">The kinds that are read.</param>
    /// <param name="feature">The feature that is there.</param>
    public Hdf5UnsupportedException(string file, long offset, string expected, string feature)
        : base(file, offset, expected, $"{feature}, which is not supported")
    {
    }
}
