using System.Collections.Concurrent;
using System.IO.Compression;
using BigGraphActors.Storage.Import.Parquet;
using BigGraphActors.Storage.Pbg;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace BigGraphActors.Storage.Import;

/// <summary>
/// Reads a text file, plain, gzip or Zstandard, on a thread of its own and hands it over in blocks of whole lines.
/// </summary>
/// <remarks>
/// Reading and decompressing run ahead of the parser by at most <see cref="BlocksAhead"/> blocks. A block that was
/// parsed goes back by <see cref="Return"/>, so a file of any size needs the memory of a few blocks.
/// </remarks>
internal sealed class TextBlockReader : IDisposable
{
    /// <summary>Blocks that may wait for the parser.</summary>
    public const int BlocksAhead = 4;

    /// <summary>Longer lines are taken for a sign that the file is no text.</summary>
    public const int LongestLineBytes = 64 * 1024 * 1024;

    private const int BlockBytes = 512 * 1024;

    // What 'zstd --long=31' writes, and needs 2 GiB.
    private const int LargestWindowLog = 31;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly BlockingCollection<TextBlock> _filled = new(BlocksAhead);
    private readonly ConcurrentBag<TextBlock> _free = [];
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private bool? _endsLinesByCarriageReturn;

    /// <summary>Opens a file and begins to read.</summary>
    /// <param name="path">Text, plain, gzip or Zstandard, or Parquet, which becomes text parted by tabs.</param>
    /// <param name="stop">Ends reading.</param>
    /// <param name="columns">Columns of a Parquet file that are read; none reads all that can be.</param>
    /// <param name="mostGroupBytes">Memory that a row group of a Parquet file may take; none is half of what the
    /// process may use.</param>
    /// <exception cref="EdgeListException">The file is missing, empty, or of a format that is no text.</exception>
    public TextBlockReader(
        string path, CancellationToken stop, IReadOnlyCollection<int>? columns = null, long? mostGroupBytes = null)
    {
        _path = path;
        _file = Open(path);
        try
        {
            _text = Unwrap(path, _file, columns, mostGroupBytes);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _reading = Task.Factory.StartNew(
            ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether the text is that of a table, with tabs between columns and nothing but rows.</summary>
    public bool IsParquet => _text is ParquetTextStream;

    /// <summary>The columns of a table, in order; none of a text, which may name them in its first line.</summary>
    public IReadOnlyList<TableColumn> Columns => (_text as ParquetTextStream)?.Columns ?? [];

    /// <summary>Whether the text can be read only once.</summary>
    public bool IsPipe => !_file.CanSeek;

    /// <summary>Bytes of the file on disk; 0 where the system does not know, as for a pipe.</summary>
    public long FileBytes => _file.CanSeek ? _file.Length : 0;

    /// <summary>The blocks in the order of the file; the caller gives each back by <see cref="Return"/>.</summary>
    /// <exception cref="EdgeListException">The file is damaged, or has a line without end.</exception>
    /// <exception cref="OperationCanceledException">When the token given at the start was cancelled.</exception>
    public IEnumerable<TextBlock> Blocks()
    {
        foreach (TextBlock block in _filled.GetConsumingEnumerable(_stop.Token))
        {
            yield return block;
        }

        _reading.GetAwaiter().GetResult();
    }

    /// <summary>Takes back a block that is no longer looked at.</summary>
    public void Return(TextBlock block) => _free.Add(block);

    /// <summary>Stops reading, wherever it is, and closes the file.</summary>
    public void Dispose()
    {
        _stop.Cancel();

        // The reader of the queue has seen the outcome; here only the thread's end matters.
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne();
        _text.Dispose();
        _file.Dispose();
        _filled.Dispose();
        _stop.Dispose();
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new EdgeListException(path, "is a directory; name the edge list file itself");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception inner) when (inner is IOException or UnauthorizedAccessException)
        {
            string reason = inner is FileNotFoundException or DirectoryNotFoundException
                ? $"no such file (looked in {Directory.GetCurrentDirectory()})"
                : inner.Message;
            throw new EdgeListException(path, reason, inner);
        }
    }

    private static Stream Unwrap(
        string path, FileStream file, IReadOnlyCollection<int>? columns, long? mostGroupBytes)
    {
        byte[] start = new byte[TextFormat.PeekBytes];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            throw new EdgeListException(path, "the file is empty; an edge list has one edge a line");
        }

        if (TextFormat.IsParquet(start.AsSpan(0, length)))
        {
            return new ParquetTextStream(path, file.SafeFileHandle, columns, mostGroupBytes);
        }

        if (TextFormat.ForeignFormatOf(start.AsSpan(0, length)) is { } format)
        {
            throw new EdgeListException(path, $"is {format}; edge lists are UTF-8 text, plain, gzip or zstd");
        }

        if (TextFormat.IsZstandard(start.AsSpan(0, length)))
        {
            DecompressionStream text = new(
                new FramedStream(start.AsMemory(0, length), file, default), checkEndOfStream: true, leaveOpen: false);
            text.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
            return text;
        }

        return TextFormat.IsGzip(start.AsSpan(0, length))
            ? GzipSeal.Open(start.AsMemory(0, length), file)
            : new FramedStream(start.AsMemory(0, length), file, default);
    }

    private void ReadAll()
    {
        try
        {
            // One full block is held back until the next is full or the file is known to be whole: what a cut gzip
            // stream ends with is rubbish, and must not be parsed and complained of as a line.
            TextBlock? held = null;
            TextBlock block = Take();
            while (Fill(block))
            {
                int whole = block.Text.LastIndexOf((byte)'\n') + 1;
                if (whole == 0)
                {
                    Widen(block);
                    continue;
                }

                TextBlock next = Take();
                ReadOnlySpan<byte> begun = block.Text[whole..];
                while (next.Buffer.Length <= begun.Length)
                {
                    next.Grow();
                }

                begun.CopyTo(next.Buffer);
                next.Length = begun.Length;
                block.Length = whole;
                HandOver(held);
                held = block;
                block = next;
            }

            if (_text is GZipStream)
            {
                GzipSeal.RemoveFrom(block);
            }

            HandOver(held);
            HandOver(block);
        }
        catch (InvalidDataException inner)
        {
            throw new EdgeListException(
                _path,
                "the gzip stream is damaged, cut off, or followed by other bytes; gunzip -t tells more",
                inner);
        }
        catch (Exception inner) when (inner is ZstdException or EndOfStreamException && _text is DecompressionStream)
        {
            throw new EdgeListException(
                _path,
                $"the Zstandard stream is damaged, cut off, or followed by other bytes ({inner.Message}); zstd -t "
                + "tells more",
                inner);
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }

    // True when the block is full and more may follow, false at the end of the file.
    private bool Fill(TextBlock block)
    {
        int start = block.Length;
        int read = -1;
        while (read != 0 && block.Length < block.Buffer.Length)
        {
            _stop.Token.ThrowIfCancellationRequested();
            read = _text.Read(block.Buffer.AsSpan(block.Length));
            block.Length += read;
        }

        EndLines(block, start);
        return read != 0;
    }

    // Text of old Macintoshes, which spreadsheets still write: a carriage return alone ends a line.
    private void EndLines(TextBlock block, int start)
    {
        _endsLinesByCarriageReturn ??=
            !IsParquet && !block.Text.Contains((byte)'\n') && block.Text.Contains((byte)'\r');
        if (_endsLinesByCarriageReturn == true)
        {
            block.Buffer.AsSpan(start, block.Length - start).Replace((byte)'\r', (byte)'\n');
        }
    }

    private void Widen(TextBlock block)
    {
        if (block.Buffer.Length >= LongestLineBytes)
        {
            throw new EdgeListException(_path, $"has a line of more than {LongestLineBytes:N0} bytes; is it text?");
        }

        block.Grow();
    }

    private void HandOver(TextBlock? block)
    {
        if (block?.Length > 0)
        {
            block.FileBytesRead = _file.CanSeek ? _file.Position : 0;
            _filled.Add(block, _stop.Token);
        }
    }

    private TextBlock Take()
    {
        if (!_free.TryTake(out TextBlock? block))
        {
            return new TextBlock(BlockBytes);
        }

        block.Length = 0;
        return block;
    }
}

/// <summary>Whole lines of a text file: the unit that passes from the reading thread to the parsing one.</summary>
internal sealed class TextBlock(int capacityBytes)
{
    /// <summary>The buffer; only the first <see cref="Length"/> bytes count.</summary>
    public byte[] Buffer { get; private set; } = new byte[capacityBytes];

    /// <summary>Bytes in use. They end with a line break but for the last block of a file.</summary>
    public int Length { get; set; }

    /// <summary>Bytes of the file, compressed where it is, that were read when the block was full.</summary>
    public long FileBytesRead { get; set; }

    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    /// <summary>Doubles the buffer and keeps what is in it.</summary>
    public void Grow()
    {
        byte[] wider = new byte[Buffer.Length * 2];
        Text.CopyTo(wider);
        Buffer = wider;
    }
}

/// <summary>Tells by its first bytes what a file is; names are not trusted.</summary>
internal static class TextFormat
{
    /// <summary>How many bytes the methods below want to see.</summary>
    public const int PeekBytes = 8;

    /// <summary>The mark that some editors put before UTF-8 text.</summary>
    public static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether the bytes begin a gzip stream (RFC 1952).</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Whether the bytes begin a Zstandard frame or one that readers pass over (RFC 8878).</summary>
    public static bool IsZstandard(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || (start.Length >= 4 && start[0] >> 4 == 5 && start[1..].StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]));

    /// <summary>Whether the bytes begin a Parquet file, plain or encrypted.</summary>
    public static bool IsParquet(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8) || start.StartsWith("PARE"u8);

    /// <summary>The name of a format that is certainly no edge list, or none.</summary>
    public static string? ForeignFormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith("BZh"u8) ? "a bzip2 file"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "an xz file"
        : start.StartsWith("PK\x03\x04"u8) ? "a zip archive"
        : start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']) ? "an HDF5 file"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? "UTF-32 text"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? "UTF-16 text"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? "UTF-16 text"
        : null;
}

/// <summary>Estimates how much text files hold, for the sizes of tables; a wrong guess costs time only.</summary>
internal static class TextEstimate
{
    // Compressed edge lists and Parquet columns unfold to about so much.
    private const int Unfolding = 6;

    // A pipe may bring anything.
    private const long PipeBytes = 4L << 30;

    /// <summary>Bytes of text in all files together.</summary>
    public static long Of(IEnumerable<string> paths) => paths.Sum(Of);

    private static long Of(string path)
    {
        if (StoragePath.Target(path) is not { Exists: true, Length: > 0 } file)
        {
            return PipeBytes;
        }

        try
        {
            return file.Length * (IsPacked(path) ? Unfolding : 1);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // The reader will say so.
            return file.Length;
        }
    }

    private static bool IsPacked(string path)
    {
        using FileStream stream = new(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> start = stackalloc byte[TextFormat.PeekBytes];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return TextFormat.IsGzip(start) || TextFormat.IsZstandard(start) || TextFormat.IsParquet(start);
    }
}

/// <summary>A column of a table that has a schema.</summary>
/// <param name="Name">As the schema has it.</param>
/// <param name="IsReadable">Whether it may name or weigh an edge: not where it holds lists, or truth values.</param>
internal readonly record struct TableColumn(string Name, bool IsReadable);
