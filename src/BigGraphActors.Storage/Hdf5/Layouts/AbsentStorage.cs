namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>A dataset that was declared and never written: every element is the fill value.</summary>
internal sealed class AbsentStorage(FillValue fill) : IArrayStorage
{
    public long PreferredReadBytes => 0;

    public void Read(long start, Span<byte> destination) => fill.Fill(start, destination);
}
