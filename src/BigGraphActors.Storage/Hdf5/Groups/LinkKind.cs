namespace BigGraphActors.Storage.Hdf5.Groups;

/// <summary>How a group's member is named: only hard links are followed.</summary>
internal enum LinkKind
{
    Hard,
    Soft,
    External,
    UserDefined,
}
