namespace BigGraphActors.Storage.Import;

/// <summary>Tells by its first bytes what a file is; names are not trusted.</summary>
internal static class TextFormat
{
    /// <summary>How many bytes the methods below want to see.</summary>
    public const int PeekBytes = 8;

    /// <summary>The mark that some editors put before UTF-8 text.</summary>
    public static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether the bytes begin a gzip stream (RFC 1952).</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Whether the bytes begin a Zstandard frame or one that readers pass over (RFC 8878).</summary>
    public static bool IsZstandard(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || (start.Length >= 4 && start[0] >> 4 == 5 && start[1..].StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]));

    /// <summary>Whether the bytes begin a Parquet file, plain or encrypted.</summary>
    public static bool IsParquet(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8) || start.StartsWith("PARE"u8);

    /// <summary>The name of a format that is certainly no edge list, or none.</summary>
    public static string? ForeignFormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith("BZh"u8) ? "a bzip2 file"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "an xz file"
        : start.StartsWith("PK\x03\x04"u8) ? "a zip archive"
        : start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']) ? "an HDF5 file"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? "UTF-32 text"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? "UTF-16 text"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? "UTF-16 text"
        : null;
}
