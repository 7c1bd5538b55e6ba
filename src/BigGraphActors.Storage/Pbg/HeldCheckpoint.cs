using BigGraphActors.Storage.Hdf5;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Pbg;

/// <summary>One version of a checkpoint, readable until it is disposed, whatever a training does meanwhile.</summary>
public sealed class HeldCheckpoint : IDisposable
{
    private readonly HeldFiles? _files;

    internal HeldCheckpoint(CheckpointDirectory directory, int version, HeldFiles? files)
    {
        Directory = directory;
        Version = version;
        _files = files;
    }

    /// <summary>Reads the files that are held.</summary>
    public CheckpointDirectory Directory { get; }

    /// <summary>Number of the version whose files are held open.</summary>
    public int Version { get; }

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();
}

/// <summary>Open files by their paths.</summary>
internal sealed class HeldFiles : IDisposable
{
    private const int TooManyOpen = 24;

    private readonly Dictionary<string, SafeFileHandle> _files = new(StringComparer.Ordinal);

    /// <summary>Their version.</summary>
    public int Version { get; private init; }

    /// <summary>Opens files; those that have gone meanwhile are left out.</summary>
    /// <returns>None where the system lets the process open no more: then files are opened one at a time.</returns>
    public static HeldFiles? TryHold(int version, IEnumerable<string> paths)
    {
        HeldFiles held = new() { Version = version };
        try
        {
            foreach (string path in paths)
            {
                held.Add(path);
            }

            return held;
        }
        catch (IOException failure) when (failure.HResult == TooManyOpen)
        {
            held.Dispose();
            return null;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file is held.</summary>
    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Bytes of a held file, or none.</summary>
    public long? LengthOf(string path) => _files.TryGetValue(path, out SafeFileHandle? file)
        ? RandomAccess.GetLength(file)
        : null;

    /// <summary>Another reader of a held file, or none.</summary>
    public Hdf5File? TryOpen(string path) =>
        _files.TryGetValue(path, out SafeFileHandle? file) ? Hdf5File.Open(path, file) : null;

    /// <summary>What the names of the held files say.</summary>
    public List<CheckpointFileName> Names() =>
        [.. _files.Keys.Select(path => CheckpointFileName.Parse(Path.GetFileName(path))).OfType<CheckpointFileName>()];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle file in _files.Values)
        {
            file.Dispose();
        }

        _files.Clear();
    }

    private void Add(string path)
    {
        try
        {
            _files[path] = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // The version was replaced; the holder looks again.
        }
    }
}
