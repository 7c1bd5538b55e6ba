using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>A dataset in one piece of the file, read straight into the caller's memory.</summary>
internal sealed class ContiguousStorage(FileBytes file, long address) : IArrayStorage
{
    public long PreferredReadBytes => 0;

    public void Read(long start, Span<byte> destination) =>
        file.ReadInto(address + start, destination, "a dataset's values");
}
