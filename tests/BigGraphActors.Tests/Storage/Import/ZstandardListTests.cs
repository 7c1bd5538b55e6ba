using System.Text;
using BigGraphActors.Storage.Import;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class ZstandardListTests
{
    private static readonly byte[] Whole = Packed(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\t{i * 7}\n")));

    [Fact]
    public void Several_frames_are_one_text_whatever_the_file_is_called()
    {
        // The second frame is one that readers pass over: three bytes of something else.
        byte[] passedOver = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        foreach (byte[] file in new byte[][]
        {
            [.. Packed("a\tb\nb\t"), .. passedOver, .. Packed("c\n")], [.. passedOver, .. Packed("a\tb\nb\tc\n")],
        })
        {
            using ImportFolder folder = new();
            folder.Add(file);

            Assert.Equal(2, ImportFolder.Import(folder.Settings(), folder.Columns()).Report.Files[0].Edges);
        }
    }

    [Fact]
    public void A_long_list_is_read_whole()
    {
        using ImportFolder folder = new();
        folder.Add(Whole, "edges.zst");

        Assert.Equal(20_000, ImportFolder.Import(folder.Settings(), folder.Columns()).Report.Files[0].Edges);
    }

    [Fact]
    public void A_list_packed_with_a_long_window_is_read()
    {
        using MemoryStream packed = new();
        using (CompressionStream stream = new(packed, leaveOpen: true))
        {
            stream.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, 28);
            stream.Write("a\tb\n"u8);
            stream.Flush();
            stream.Write("b\tc\n"u8);
        }

        using ImportFolder folder = new();
        folder.Add(packed.ToArray(), "edges.zst");

        Assert.Equal(2, ImportFolder.Import(folder.Settings(), folder.Columns()).Report.Files[0].Edges);
    }

    [Fact]
    public void A_cut_or_flipped_file_is_refused_wherever_it_is_cut()
    {
        byte[] flipped = [.. Whole];
        flipped[Whole.Length / 2] ^= 0x10;
        IEnumerable<byte[]> cut = Enumerable.Range(1, 20).Select(part => Whole[..(Whole.Length * part / 21)]);
        foreach (byte[] damaged in cut.Concat([Whole[..5], Whole[..^1], Whole[..^4], flipped, [.. Whole, 1, 2, 3, 4, 5]]))
        {
            using ImportFolder folder = new();
            string path = folder.Add(damaged, "edges.zst");

            EdgeListException refusal = Assert.Throws<EdgeListException>(
                () => ImportFolder.Import(folder.Settings(), folder.Columns()));

            Assert.Contains("the Zstandard stream is damaged", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(path, refusal.File);
            Assert.Equal(["edges.zst"], folder.Everything());
        }
    }

    private static byte[] Packed(string text)
    {
        using Compressor compressor = new();
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(Encoding.UTF8.GetBytes(text)).ToArray();
    }
}
