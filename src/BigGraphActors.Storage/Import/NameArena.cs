using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Keeps the bytes of names, one behind the other, in native blocks that never move.</summary>
internal sealed unsafe class NameArena : IDisposable
{
    private const int FirstBlockBytes = 64 * 1024;
    private const int LargestBlockBytes = 8 * 1024 * 1024;

    private readonly List<NativeBuffer<byte>> _blocks = [];
    private int _used;

    /// <summary>Copies a name in.</summary>
    /// <returns>Its place, valid until <see cref="Dispose"/>.</returns>
    public NameSpan Store(ReadOnlySpan<byte> name)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < name.Length)
        {
            AddBlock(name.Length);
        }

        byte* start = (byte*)_blocks[^1].Address + _used;
        name.CopyTo(new Span<byte>(start, name.Length));
        _used += name.Length;
        return new NameSpan(start, name.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<byte> block in _blocks)
        {
            block.Dispose();
        }
    }

    // Blocks double, so that a graph of ten names costs kilobytes and one of 100 million few allocations.
    private void AddBlock(int neededBytes)
    {
        long doubled = _blocks.Count == 0 ? FirstBlockBytes : Math.Min(_blocks[^1].Length * 2, LargestBlockBytes);
        _blocks.Add(new NativeBuffer<byte>(Math.Max(doubled, neededBytes)));
        _used = 0;
    }
}
