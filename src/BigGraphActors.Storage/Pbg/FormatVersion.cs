using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// The version that PBG puts on each of its HDF5 files: root attribute <c>format_version</c>, int64 1.
/// </summary>
internal static class FormatVersion
{
    /// <summary>Name of the attribute.</summary>
    public const string Attribute = "format_version";

    /// <summary>The only version there is.</summary>
    public const long Value = 1;

    /// <summary>Refuses any other version, or none.</summary>
    /// <exception cref="CorruptFileException">PBG: "Version mismatch in … file".</exception>
    public static void Check(Hdf5File file)
    {
        long? found = file.Root.TryGetAttribute(Attribute)?.ReadInt64();
        if (found != Value)
        {
            throw new CorruptFileException(
                file.Path, -1, $"root attribute {Attribute} {Value}", found is null ? "none" : $"{found}");
        }
    }
}
