using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Extents of an array: none for a null space, an empty list for a scalar.</summary>
/// <param name="Shape">Extents, slowest first.</param>
/// <param name="LongestShape">Extents it may grow to; <see cref="Unlimited"/> where there is no bound.</param>
/// <param name="ElementCount">Product of the extents: 1 for a scalar, 0 for a null space.</param>
internal sealed record Dataspace(long[] Shape, long[] LongestShape, long ElementCount)
{
    /// <summary>Marks an extent without a bound.</summary>
    public const long Unlimited = -1;

    // HDF5's own limit (H5S_MAX_RANK).
    private const int MostDimensions = 32;

    /// <summary>Reads a dataspace message, version 1 or 2.</summary>
    public static Dataspace Read(ByteReader message)
    {
        byte version = message.Version(1, 2);
        int rank = message.UInt8();
        byte flags = message.UInt8();
        byte kind = message.UInt8();
        if (version == 1)
        {
            message.Skip(4);
        }

        if (rank > MostDimensions)
        {
            throw message.Corrupt($"at most {MostDimensions} dimensions", $"{rank}");
        }

        if (version == 2 && kind == 2)
        {
            return new Dataspace([], [], 0);
        }

        long[] shape = ReadExtents(message, rank);
        long[] longest = (flags & 1) != 0 ? ReadLongest(message, rank) : [.. shape];
        return new Dataspace(shape, longest, Multiply(message, shape));
    }

    private static long[] ReadExtents(ByteReader message, int rank)
    {
        long[] extents = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            extents[i] = message.Length();
        }

        return extents;
    }

    private static long[] ReadLongest(ByteReader message, int rank)
    {
        long[] extents = new long[rank];
        ulong unlimited = message.File.LengthSize == 8 ? ulong.MaxValue : (1UL << (8 * message.File.LengthSize)) - 1;
        for (int i = 0; i < rank; i++)
        {
            ulong extent = message.Unsigned(message.File.LengthSize);
            extents[i] = extent == unlimited || extent > long.MaxValue ? Unlimited : (long)extent;
        }

        return extents;
    }

    private static long Multiply(ByteReader message, long[] shape)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        UInt128 count = 1;
        foreach (long extent in shape)
        {
            count *= (ulong)extent;
            if (count > long.MaxValue)
            {
                throw message.Corrupt("fewer than 2^63 elements", $"a shape of {string.Join(" x ", shape)}");
            }
        }

        return (long)count;
    }
}
