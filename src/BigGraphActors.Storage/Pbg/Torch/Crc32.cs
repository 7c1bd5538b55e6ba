using System.Buffers.Binary;

namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>The checksum of ZIP entries, taken in pieces (reflected polynomial 0xEDB88320).</summary>
/// <remarks>Eight tables, one for each byte of a word: entries may be gigabytes of row sums.</remarks>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] Tables = MakeTables();

    private uint _inverted;

    /// <summary>The checksum of all bytes so far; 0 for none.</summary>
    public readonly uint Value => _inverted;

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_inverted;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][low & 0xFF] ^ Tables[6][(low >> 8) & 0xFF] ^ Tables[5][(low >> 16) & 0xFF]
                ^ Tables[4][low >> 24] ^ Tables[3][high & 0xFF] ^ Tables[2][(high >> 8) & 0xFF]
                ^ Tables[1][(high >> 16) & 0xFF] ^ Tables[0][high >> 24];
        }

        foreach (byte next in bytes)
        {
            crc = Tables[0][(crc ^ next) & 0xFF] ^ (crc >> 8);
        }

        _inverted = ~crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[8][];
        for (int table = 0; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = table == 0 ? i : tables[table - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
                }

                tables[table][i] = crc;
            }
        }

        return tables;
    }
}
