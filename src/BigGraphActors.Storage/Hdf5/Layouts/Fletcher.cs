namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>The checksum of the fletcher32 filter: two sums over big-endian pairs of bytes, modulo 2^16 - 1.</summary>
internal static class Fletcher
{
    // As many 16-bit words as a 32-bit second sum can take before it must be folded.
    private const int WordsBetweenFolds = 360;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint first = 0;
        uint second = 0;
        int words = bytes.Length / 2;
        int at = 0;
        while (words > 0)
        {
            int batch = Math.Min(words, WordsBetweenFolds);
            words -= batch;
            for (int i = 0; i < batch; i++, at += 2)
            {
                first += (uint)((bytes[at] << 8) | bytes[at + 1]);
                second += first;
            }

            first = Fold(first);
            second = Fold(second);
        }

        if (at < bytes.Length)
        {
            first += (uint)(bytes[at] << 8);
            second += first;
            first = Fold(first);
            second = Fold(second);
        }

        return (Fold(second) << 16) | Fold(first);
    }

    /// <summary>
    /// The same checksum as old versions of the library wrote it, with the bytes of each half swapped.
    /// </summary>
    public static uint SwapHalves(uint checksum) => ((checksum & 0x00FF00FF) << 8) | ((checksum >> 8) & 0x00FF00FF);

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
