using System.Globalization;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Storage.Pbg;

/// <summary>What the name of a checkpoint file says: <c>embeddings_TYPE_PART.vN.h5</c> or <c>model.vN.h5</c>.</summary>
/// <param name="Name">The name itself.</param>
/// <param name="Version">Number of the version, the N of the name.</param>
/// <param name="Partition">The table, or none for the shared parameters.</param>
public sealed record CheckpointFileName(string Name, int Version, PartitionId? Partition)
{
    private const string Extension = ".h5";
    private const string ModelStem = "model";
    private const string TablePrefix = "embeddings_";

    /// <summary>Reads a name; none for a file of any other kind.</summary>
    public static CheckpointFileName? Parse(string name)
    {
        int point = name.Length > Extension.Length ? name.LastIndexOf(".v", StringComparison.Ordinal) : -1;
        if (point < 0 || !name.EndsWith(Extension, StringComparison.Ordinal)
            || !TryNumber(name[(point + 2)..^Extension.Length], out int version))
        {
            return null;
        }

        string stem = name[..point];
        if (stem == ModelStem)
        {
            return new(name, version, null);
        }

        int underscore = stem.LastIndexOf('_');
        return stem.StartsWith(TablePrefix, StringComparison.Ordinal) && underscore > TablePrefix.Length
            && TryNumber(stem[(underscore + 1)..], out int index)
                ? new(name, version, new PartitionId(stem[TablePrefix.Length..underscore], index))
                : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
