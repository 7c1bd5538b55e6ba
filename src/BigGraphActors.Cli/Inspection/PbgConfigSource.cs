using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Inspection;

/// <summary>Finds PBG's configuration: in a file, in a checkpoint's folder, or in one of its HDF5 files.</summary>
internal static class PbgConfigSource
{
    private const string Attribute = "config/json";

    /// <summary>The JSON text, and where it was.</summary>
    /// <param name="path">A config.json, a checkpoint's folder, or an HDF5 file of the checkpoint.</param>
    /// <exception cref="FileNotFoundException">There is no configuration at the path.</exception>
    public static (string Json, string Source) Read(string path)
    {
        if (Directory.Exists(path))
        {
            string config = new CheckpointDirectory(path).ConfigPath;
            return File.Exists(config) ? (File.ReadAllText(config), config) : OfNewestFile(path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path} is neither a file nor a folder; name PBG's config.json or its checkpoint's folder");
        }

        return Path.GetExtension(path) == ".h5" ? (OfHdf5(path), path) : (SettingsFile.Read(path), path);
    }

    private static (string Json, string Source) OfNewestFile(string folder)
    {
        string? newest = Directory.EnumerateFiles(folder, "*.v*.h5")
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .ThenBy(file => file, StringComparer.Ordinal)
            .FirstOrDefault();
        return newest is null
            ? throw new FileNotFoundException($"{folder} holds neither a config.json nor a checkpoint's files")
            : (OfHdf5(newest), newest);
    }

    private static string OfHdf5(string file)
    {
        using Hdf5File opened = Hdf5File.Open(file);
        return opened.Root.TryGetAttribute(Attribute)?.ReadString()
            ?? throw new FileNotFoundException($"{file} carries no configuration: it lacks the attribute {Attribute}");
    }
}
