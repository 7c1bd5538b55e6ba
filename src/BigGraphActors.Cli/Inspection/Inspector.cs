using BigGraphActors.Cli.Commands;

namespace BigGraphActors.Cli.Inspection;

/// <summary>Finds out what lies at a path: an HDF5 file, or a directory of entities, edges or a checkpoint.</summary>
internal static class Inspector
{
    /// <summary>What is there; a directory may be several things at once.</summary>
    /// <exception cref="FailedException">Nothing is there, or nothing that this program knows.</exception>
    public static IReadOnlyList<Section> Inspect(string path)
    {
        if (File.Exists(path))
        {
            return [Hdf5Tree.Of(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new FailedException($"{path}: there is no such file or directory");
        }

        Section?[] found = [EntityListing.Of(path), EdgeListing.Of(path), .. CheckpointListing.Of(path)];
        IReadOnlyList<Section> sections = [.. found.OfType<Section>()];
        return sections.Count > 0 ? sections : throw new FailedException(
            $"{path}: holds neither entity_count_*.txt, nor edges_*.h5, nor checkpoint_version.txt");
    }
}
