using System.Globalization;
using BigGraphActors.Storage.Output;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Lets the new files of several directories take the place of the old ones together, or not at all.</summary>
/// <remarks>
/// 1. Files are written into a hidden folder inside the directory where they will end up: the same file system, so
///    that they can be renamed.
/// 2. <see cref="Commit"/> moves what was there aside and the new files in. Should a move fail, all moves are undone.
/// 3. <see cref="Dispose"/> removes the folders, and without a commit also the directories that were made for them.
/// A process killed while it writes leaves the folder <c>.import-*</c> and nothing else, which the next import deletes
/// at once; one killed in the moment of the commit leaves the old files in the folder's <c>old</c>, which the next
/// import deletes when its own files are in place.
/// </remarks>
internal sealed class ImportStaging : IDisposable
{
    private const string Prefix = ".import-";

    private readonly string _folder = string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Random.Shared.Next():x8}");

    private readonly Dictionary<string, List<Func<string, bool>>> _replaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStream> _holds = new(StringComparer.Ordinal);
    private readonly Stack<string> _made = new();
    private readonly Stack<(string From, string To)> _moved = new();
    private bool _isCommitted;

    /// <summary>Prepares a directory; it is made when it is missing.</summary>
    /// <param name="directory">Where the files will end up.</param>
    /// <param name="replaces">Tells by name which files there belong to an earlier import and must go.</param>
    /// <returns>The folder to write to.</returns>
    public string Stage(string directory, Func<string, bool> replaces)
    {
        string target = StoragePath.Resolve(directory);
        if (!_replaces.TryGetValue(target, out List<Func<string, bool>>? rules))
        {
            Make(target);
            DeleteLeftovers(target);
            _holds[target] = Leftovers.Hold(Path.Combine(target, _folder));
            _replaces[target] = rules = [];
            Directory.CreateDirectory(NewIn(target));
        }

        rules.Add(replaces);
        return NewIn(target);
    }

    /// <summary>A folder for what is laid aside meanwhile; it is made by its first user, and goes with the others.
    /// </summary>
    /// <param name="directory">A staged directory, where it is if nobody wants it elsewhere.</param>
    /// <param name="elsewhere">Another directory, which must exist; or none.</param>
    /// <exception cref="IOException">The other directory is not there, or cannot be written.</exception>
    public string Scratch(string directory, string? elsewhere)
    {
        string target = StoragePath.Resolve(elsewhere ?? directory);
        if (!_holds.ContainsKey(target))
        {
            if (!Directory.Exists(target))
            {
                throw new DirectoryNotFoundException($"{elsewhere}: no such folder to lay anything aside in");
            }

            DeleteLeftovers(target);
            _holds[target] = Leftovers.Hold(Path.Combine(target, _folder));
        }

        return Path.Combine(target, _folder, "scratch");
    }

    /// <summary>The files that a directory will have after the commit, by name, each where it is now.</summary>
    public Dictionary<string, string> After(string directory)
    {
        string target = StoragePath.Resolve(directory);
        Dictionary<string, string> after = FilesByName(target, name => !_replaces[target].Exists(rule => rule(name)));
        foreach (string file in Directory.EnumerateFiles(NewIn(target)))
        {
            after[Path.GetFileName(file)] = file;
        }

        return after;
    }

    /// <summary>Puts the new files in place.</summary>
    public void Commit()
    {
        try
        {
            foreach ((string target, List<Func<string, bool>> rules) in _replaces)
            {
                SetAside(target, rules);
            }

            foreach (string target in _replaces.Keys)
            {
                foreach (string file in Directory.EnumerateFiles(NewIn(target)).ToList())
                {
                    Move(file, Path.Combine(target, Path.GetFileName(file)));
                }
            }
        }
        catch
        {
            Undo();
            throw;
        }

        _isCommitted = true;
        foreach (string leftover in _replaces.Keys.SelectMany(target => Leftovers.Folders(target, Prefix)))
        {
            Leftovers.DeleteFolder(leftover);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((string target, FileStream hold) in _holds)
        {
            hold.Dispose();
            Directory.Delete(Path.Combine(target, _folder), recursive: true);
        }

        while (!_isCommitted && _made.TryPop(out string? directory))
        {
            if (!Directory.EnumerateFileSystemEntries(directory).Any())
            {
                Directory.Delete(directory);
            }
        }
    }

    private static void DeleteLeftovers(string target)
    {
        foreach (string leftover in Leftovers.Folders(target, Prefix).Where(folder => !HoldsOldFiles(folder)))
        {
            Leftovers.DeleteFolder(leftover);
        }
    }

    private static bool HoldsOldFiles(string folder)
    {
        string old = Path.Combine(folder, "old");
        return Directory.Exists(old) && Directory.EnumerateFiles(old).Any();
    }

    private static Dictionary<string, string> FilesByName(string directory, Func<string, bool> isMeant) =>
        Directory.EnumerateFiles(directory)
            .Where(path => isMeant(Path.GetFileName(path)))
            .ToDictionary(path => Path.GetFileName(path), StringComparer.Ordinal);

    private string NewIn(string target) => Path.Combine(target, _folder, "new");

    private string OldIn(string target) => Path.Combine(target, _folder, "old");

    private void Make(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        if (File.Exists(directory) || new FileInfo(directory).LinkTarget is not null)
        {
            throw new IOException($"{directory}: this is no folder, and a folder is needed");
        }

        if (Path.GetDirectoryName(directory) is { } parent)
        {
            Make(parent);
        }

        Directory.CreateDirectory(directory);
        _made.Push(directory);
    }

    private void SetAside(string target, List<Func<string, bool>> rules)
    {
        Directory.CreateDirectory(OldIn(target));
        foreach (string file in Directory.EnumerateFiles(target).ToList())
        {
            string name = Path.GetFileName(file);
            if (rules.Exists(rule => rule(name)) || File.Exists(Path.Combine(NewIn(target), name)))
            {
                Move(file, Path.Combine(OldIn(target), name));
            }
        }
    }

    private void Move(string from, string to)
    {
        File.Move(from, to);
        _moved.Push((from, to));
    }

    private void Undo()
    {
        while (_moved.TryPop(out (string From, string To) move))
        {
            File.Move(move.To, move.From);
        }
    }
}
