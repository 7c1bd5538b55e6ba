namespace BigGraphActors.Storage.Hdf5.Trees;

/// <summary>What the records of a version 2 B-tree are about; the numbers are the format's.</summary>
internal enum TreeRecordKind
{
    HugeObject = 1,
    LinkName = 5,
    AttributeName = 8,
    Chunk = 10,
    FilteredChunk = 11,
}
