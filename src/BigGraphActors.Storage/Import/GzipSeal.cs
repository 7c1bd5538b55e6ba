using System.IO.Compression;

namespace BigGraphActors.Storage.Import;

/// <summary>Notices that a gzip file was cut off, which the runtime's own reader takes for its end.</summary>
/// <remarks>
/// A gzip file is a series of members, so one more with a known content is put behind the file. The decompressed
/// text ends with that content if, and only if, the member before it ended as it should.
/// </remarks>
internal static class GzipSeal
{
    private static readonly byte[] Content = [0, .. "whole gzip file"u8, 0];

    private static readonly byte[] Member = Compress(Content);

    /// <summary>Opens a gzip file with the seal behind it.</summary>
    /// <param name="start">Bytes of the file that were already read.</param>
    /// <param name="file">The rest; stays open.</param>
    public static GZipStream Open(ReadOnlyMemory<byte> start, Stream file) =>
        new(new FramedStream(start, file, Member), CompressionMode.Decompress);

    /// <summary>Takes the seal from the end of the text.</summary>
    /// <exception cref="InvalidDataException">There is none: the file is not whole.</exception>
    public static void RemoveFrom(TextBlock last)
    {
        if (!last.Text.EndsWith(Content))
        {
            throw new InvalidDataException("the last member of the gzip file does not end");
        }

        last.Length -= Content.Length;
    }

    private static byte[] Compress(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
