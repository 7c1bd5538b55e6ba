namespace BigGraphActors.Storage.Import;

/// <summary>Whole lines of a text file: the unit that passes from the reading thread to the parsing one.</summary>
internal sealed class TextBlock(int capacityBytes)
{
    /// <summary>The buffer; only the first <see cref="Length"/> bytes count.</summary>
    public byte[] Buffer { get; private set; } = new byte[capacityBytes];

    /// <summary>Bytes in use. They end with a line break but for the last block of a file.</summary>
    public int Length { get; set; }

    /// <summary>Bytes of the file, compressed where it is, that were read when the block was full.</summary>
    public long FileBytesRead { get; set; }

    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    /// <summary>Doubles the buffer and keeps what is in it.</summary>
    public void Grow()
    {
        byte[] wider = new byte[Buffer.Length * 2];
        Text.CopyTo(wider);
        Buffer = wider;
    }
}
