namespace BigGraphActors.Storage.Hdf5.Groups;

/// <summary>One member of a group.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="Kind">How it leads to its object.</param>
/// <param name="Target">Address of the object header, for a hard link.</param>
/// <param name="FoundAt">Address of the link itself, for errors.</param>
internal sealed record Link(string Name, LinkKind Kind, long Target, long FoundAt);
