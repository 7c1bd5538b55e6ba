using System.IO.Compression;
using ZstdSharp;

namespace BigGraphActors.Storage.Output;

/// <summary>A place that a user named for a result: a new file, an old one to replace, a pipe or a device.</summary>
/// <remarks>
/// A regular file appears under its name only when it is whole: it is written beside it, as
/// <c>.biggraph-output-*</c>, and renamed by <see cref="Complete"/>; disposed before, it leaves nothing. What a killed
/// process left there is deleted by the next one that writes into the folder. A link stays: the file that it leads to
/// is replaced. Pipes, devices and the process's own streams (<c>/dev/stdout</c>, <c>/dev/fd/63</c>) are written into,
/// and need no leave to be replaced, since they are not. A name that ends in <c>.gz</c> gets gzip,
/// one in <c>.zst</c> Zstandard.
/// </remarks>
public sealed class OutputFile : IDisposable
{
    private const string Prefix = ".biggraph-output-";

    private readonly string _path;
    private readonly string _target;
    private readonly string? _temporary;
    private readonly bool _overwrite;
    private readonly OutputStream _stream;
    private bool _isComplete;

    private OutputFile(string path, OutputPlace place, bool overwrite)
    {
        _path = path;
        _target = place.Target;
        _overwrite = overwrite;
        IsStandardOutput = place.Descriptor == OutputPlace.StandardOutput;
        FileStream file;
        if (place.IsWrittenInto)
        {
            file = place.Open();
        }
        else
        {
            string folder = Path.GetDirectoryName(place.Target)!;
            Leftovers.DeleteFiles(folder, Prefix);
            _temporary = Path.Combine(folder, $"{Prefix}{Random.Shared.Next():x8}");
            file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            KeepMode();
        }

        _stream = new OutputStream(this, file);
        Stream = OutputFormat.CompressionOf(path) switch
        {
            OutputCompression.Gzip => new GZipStream(_stream, CompressionLevel.Optimal),
            OutputCompression.Zstandard => new CompressionStream(_stream, leaveOpen: false),
            _ => _stream,
        };
    }

    /// <summary>Takes the content; compressed where the name asks for it.</summary>
    public Stream Stream { get; }

    /// <summary>Whether the content goes to the process's own standard output.</summary>
    public bool IsStandardOutput { get; }

    /// <summary>Opens the place.</summary>
    /// <param name="path">As the user named it.</param>
    /// <param name="overwrite">Whether a regular file of this name may be replaced.</param>
    /// <exception cref="IOException">
    /// There is such a file, the folder is missing or cannot be written, or the name is that of a folder.
    /// </exception>
    public static OutputFile Create(string path, bool overwrite)
    {
        OutputPlace place = OutputPlace.Of(path);
        if (Directory.Exists(place.Target))
        {
            throw new IOException($"{path}: this is a folder; name a file");
        }

        if (!place.IsWrittenInto)
        {
            if (!overwrite && File.Exists(place.Target))
            {
                throw new IOException($"{path}: the file exists; name another, or ask for it to be replaced");
            }

            if (Path.GetDirectoryName(place.Target) is { } folder && !Directory.Exists(folder))
            {
                throw new IOException($"{path}: there is no folder {folder}");
            }
        }

        return new OutputFile(path, place, overwrite);
    }

    /// <summary>Whether a regular file is there, which only <c>overwrite</c> lets go.</summary>
    public static bool IsTaken(string path)
    {
        OutputPlace place = OutputPlace.Of(path);
        return !place.IsWrittenInto && File.Exists(place.Target);
    }

    /// <summary>Whether it is a pipe, a device or an open stream.</summary>
    public static bool IsWrittenInto(string path) => OutputPlace.Of(path).IsWrittenInto;

    /// <summary>Writes a text whole.</summary>
    /// <param name="path">As the user named it.</param>
    /// <param name="text">UTF-8 goes to the file.</param>
    /// <param name="overwrite">Whether a regular file of this name may be replaced.</param>
    /// <returns>Whether it went to the process's own standard output.</returns>
    public static bool WriteText(string path, string text, bool overwrite)
    {
        using OutputFile file = Create(path, overwrite);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Complete();
        return file.IsStandardOutput;
    }

    /// <summary>Ends the content; a regular file gets its name.</summary>
    /// <exception cref="IOException">The disk is full, or a file of the name has appeared meanwhile.</exception>
    public void Complete()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Move(_temporary, _target, _overwrite);
        }

        _isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isComplete)
        {
            return;
        }

        // Closed from below: what compresses must not write its end into a broken pipe.
        _stream.Abandon();
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    private void KeepMode()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_target))
        {
            File.SetUnixFileMode(_temporary!, File.GetUnixFileMode(_target));
        }
    }

    /// <summary>The raw bytes of the file; a failure names the path that the user gave.</summary>
    private sealed class OutputStream(OutputFile owner, FileStream inner) : Stream
    {
        private const int BrokenPipe = 32;
        private bool _isAbandoned;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Abandon() => _isAbandoned = true;

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_isAbandoned)
            {
                return;
            }

            try
            {
                inner.Write(buffer);
            }
            catch (IOException failure)
            {
                throw failure.HResult == BrokenPipe
                    ? new BrokenOutputException($"{owner._path}: nobody reads it any more", failure)
                    {
                        IsStandardOutput = owner.IsStandardOutput,
                    }
                    : new IOException($"{owner._path}: {ReasonOf(failure)}", failure);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        // The system's text ends in the name of the file beside, which the user does not know.
        private static string ReasonOf(IOException failure)
        {
            int name = failure.Message.IndexOf(" : '", StringComparison.Ordinal);
            return name < 0 ? failure.Message : failure.Message[..name];
        }
    }
}

/// <summary>Thrown when the reader of a pipe has gone before all was written.</summary>
/// <param name="message">Names the pipe.</param>
/// <param name="inner">What the system said.</param>
public sealed class BrokenOutputException(string message, Exception inner) : IOException(message, inner)
{
    /// <summary>Whether it was the process's own standard output: then its reader has had enough.</summary>
    public bool IsStandardOutput { get; init; }
}
