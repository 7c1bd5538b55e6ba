using System.Globalization;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Shared parameters by generation, beside the tables: <c>working/model.pP.tT.h5</c>.</summary>
/// <remarks>Only where one trainer at a time has them under its lease; else the parameter shards keep them.</remarks>
internal sealed class ModelGenerations(CheckpointDirectory checkpoint)
{
    private const string Prefix = "model.p";

    private string Folder => Path.Combine(checkpoint.Root, "working");

    /// <summary>Writes what a bucket left; it is on the disk when this returns.</summary>
    public void Write(Generation generation, ModelState state, CheckpointMetadata metadata)
    {
        checkpoint.Stop.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Folder);
        ModelFile.Write(PathOf(generation), state, metadata, checkpoint.Stop);
    }

    /// <summary>Reads what a bucket left, or none where several trainers had the parameters then.</summary>
    public ModelState? TryRead(Generation generation) =>
        File.Exists(PathOf(generation)) ? ModelFile.Read(PathOf(generation)) : null;

    /// <summary>Reads what the last bucket left that was trained since a version, or none.</summary>
    public ModelState? TryReadNewest(int version)
    {
        Generation[] since = [.. All().Where(generation => generation.Pass >= version).Order()];
        return since.Length > 0 ? TryRead(since[^1]) : null;
    }

    /// <summary>Where the last of them is, relative to the checkpoint directory; or none.</summary>
    public string? NewestName(int version) =>
        All().Where(generation => generation.Pass >= version).Order().Select(generation => (Generation?)generation)
            .LastOrDefault() is { } newest
            ? Path.GetRelativePath(checkpoint.Root, PathOf(newest)).Replace('\\', '/')
            : null;

    /// <summary>Deletes all that came before a generation.</summary>
    public void DeleteOlder(Generation than)
    {
        foreach (Generation generation in All().Where(generation => generation < than))
        {
            File.Delete(PathOf(generation));
        }
    }

    private IEnumerable<Generation> All() =>
        (Directory.Exists(Folder) ? Directory.GetFiles(Folder, Prefix + "*.h5") : [])
        .Select(path => Parse(Path.GetFileName(path))).OfType<Generation>();

    private static Generation? Parse(string name)
    {
        string[] parts = name[Prefix.Length..^3].Split(".t");
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long pass)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long term)
            ? new Generation(pass, term)
            : null;
    }

    private string PathOf(Generation generation) => Path.Combine(Folder, string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{generation.Pass}.t{generation.Term}.h5"));
}
