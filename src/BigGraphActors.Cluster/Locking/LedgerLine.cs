using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// A line of the ledger: eight hexadecimal digits of CRC-32C, a blank, the record as JSON, a line feed.
/// </summary>
internal static class LedgerLine
{
    private const int ChecksumLength = 8;
    private const byte LineFeed = (byte)'\n';

    /// <summary>Writes records, one a line.</summary>
    public static byte[] Write(IEnumerable<LedgerRecord> records)
    {
        using MemoryStream bytes = new();
        foreach (LedgerRecord record in records)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, LedgerJson.Default.LedgerRecord);
            bytes.Write(Encoding.ASCII.GetBytes(
                ChecksumOf(json).ToString("x8", CultureInfo.InvariantCulture) + " "));
            bytes.Write(json);
            bytes.WriteByte(LineFeed);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads records up to the first line that is cut off or damaged.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="length">Bytes of the lines that were read.</param>
    public static IReadOnlyList<LedgerRecord> Read(ReadOnlySpan<byte> bytes, out int length)
    {
        List<LedgerRecord> records = [];
        length = 0;
        while (bytes[length..].IndexOf(LineFeed) is >= 0 and int end
            && TryReadLine(bytes.Slice(length, end)) is { } record)
        {
            records.Add(record);
            length += end + 1;
        }

        return records;
    }

    private static LedgerRecord? TryReadLine(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumLength + 1
            || !Utf8Parser.TryParse(line[..ChecksumLength], out uint checksum, out int digits, 'x')
            || digits != ChecksumLength
            || ChecksumOf(line[(ChecksumLength + 1)..]) != checksum)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line[(ChecksumLength + 1)..], LedgerJson.Default.LedgerRecord);
        }
        catch (JsonException)
        {
            // Whole, but of a kind that this build does not know: a newer one wrote it.
            return null;
        }
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }
}
