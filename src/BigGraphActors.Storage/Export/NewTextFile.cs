namespace BigGraphActors.Storage.Export;

/// <summary>A file that appears under its name only when it is complete.</summary>
/// <remarks>It is written as <c>NAME.tmp</c>; disposed before <see cref="Complete"/>, it leaves nothing.</remarks>
internal sealed class NewTextFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private readonly FileStream _stream;
    private bool _isComplete;

    /// <summary>Starts a file.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="overwrite">Whether a file of this name may be replaced.</param>
    /// <exception cref="IOException">There is such a file, or the folder cannot be written.</exception>
    public NewTextFile(string path, bool overwrite)
    {
        _path = Path.GetFullPath(path);
        _temporary = _path + ".tmp";
        _overwrite = overwrite;
        if (!overwrite && File.Exists(_path))
        {
            throw new IOException($"{path}: the file exists; name another, or ask for it to be replaced");
        }

        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Writer = new TsvWriter(_stream);
    }

    /// <summary>Takes the rows.</summary>
    public TsvWriter Writer { get; }

    /// <summary>Ends the file and gives it its name.</summary>
    public void Complete()
    {
        Writer.Flush();
        _stream.Dispose();
        File.Move(_temporary, _path, _overwrite);
        _isComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isComplete)
        {
            File.Delete(_temporary);
        }
    }
}
