namespace BigGraphActors.Storage.Import;

/// <summary>Where a name's bytes lie in a <see cref="NameArena"/>; valid as long as the arena.</summary>
internal readonly unsafe struct NameSpan(byte* start, int length)
{
    private readonly byte* _start = start;
    private readonly int _length = length;

    /// <summary>The name, UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes => new(_start, _length);
}
