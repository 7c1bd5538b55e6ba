namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>Undoes LZF, the fast compression that h5py adds to HDF5 (<c>compression='lzf'</c>).</summary>
/// <remarks>
/// A control byte below 32 announces that many bytes and one as they are; any other has a length in its upper three
/// bits and, with the byte behind, a distance back of up to 8 KiB.
/// </remarks>
internal static class LzfStream
{
    /// <summary>Three bytes stand for at most 264, so nothing shrinks by more than this.</summary>
    public const long MostInflation = 90;

    private const int LiteralLimit = 32;
    private const int LongLength = 7;

    /// <summary>Decompresses a whole chunk.</summary>
    /// <returns>Bytes written, or -1 when the stream leaves its input or the destination.</returns>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int at = 0;
        int written = 0;
        while (at < source.Length)
        {
            int control = source[at++];
            if (control < LiteralLimit)
            {
                int count = control + 1;
                if (count > source.Length - at || count > destination.Length - written)
                {
                    return -1;
                }

                source.Slice(at, count).CopyTo(destination[written..]);
                at += count;
                written += count;
                continue;
            }

            int length = control >> 5;
            int more = length == LongLength ? 2 : 1;
            if (more > source.Length - at)
            {
                return -1;
            }

            length += length == LongLength ? source[at++] : 0;
            int from = written - ((control & 0x1F) << 8) - source[at++] - 1;
            length += 2;
            if (from < 0 || length > destination.Length - written)
            {
                return -1;
            }

            // Source and target may overlap: a run repeats what it has just written.
            for (int i = 0; i < length; i++)
            {
                destination[written++] = destination[from++];
            }
        }

        return written;
    }
}
