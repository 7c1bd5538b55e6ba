using System.IO.Compression;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Import.Parquet;
using Page = BigGraphActors.Tests.Storage.Import.Parquet.ParquetSample.Page;

namespace BigGraphActors.Tests.Storage.Import.Parquet;

public sealed class ParquetTextStreamTests : IDisposable
{
    private const int Int64 = 2;
    private const int Double = 5;
    private const int Bytes = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-parquet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Plain_columns_of_all_plain_types_become_lines()
    {
        byte[] numbers = [.. new[] { 7L, -1, 5_000_000_000 }.SelectMany(BitConverter.GetBytes)];
        byte[] weights = [.. new[] { 0.5, 2.75, -1e-9 }.SelectMany(BitConverter.GetBytes)];
        byte[] names = ParquetSample.Plain("a b", "ü", "c");

        string text = TextOf(new ParquetSample()
            .Column("name", Bytes, false, 0, new Page(0, 3, 0, names, names.Length))
            .Column("id", Int64, false, 0, new Page(0, 3, 0, numbers, numbers.Length))
            .Column("w", Double, false, 0, new Page(0, 3, 0, weights, weights.Length)));

        Assert.Equal("a b\t7\t0.5\nü\t-1\t2.75\nc\t5000000000\t-1E-09\n", text);
    }

    [Fact]
    public void Dictionaries_nulls_and_several_pages_are_followed()
    {
        byte[] entries = ParquetSample.Plain("x", "yy");

        // Levels 1, 0, 1 in a packed group; then entries 1, 0 of one bit each.
        byte[] first = [2, 0, 0, 0, 0b11, 0b101, 1, 0b11, 0b01];

        // Levels: a run of two ones; entries: a run of two zeros.
        byte[] second = [2, 0, 0, 0, 4, 1, 1, 4, 0];

        string text = TextOf(new ParquetSample { Rows = 5 }.Column(
            "n",
            Bytes,
            true,
            0,
            new Page(2, 2, 0, entries, entries.Length),
            new Page(0, 3, 8, first, first.Length),
            new Page(0, 2, 8, second, second.Length)));

        Assert.Equal("yy\n\nx\nx\nx\n", text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Every_codec_gives_the_same_page(int codec)
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"entity_{i % 3}")];
        byte[] plain = ParquetSample.Plain(names);
        byte[] packed = Pack(codec, plain);

        string text = TextOf(new ParquetSample { Rows = 40 }
            .Column("n", Bytes, false, codec, new Page(0, 40, 0, packed, plain.Length)));

        Assert.Equal(string.Concat(names.Select(name => name + "\n")), text);
    }

    [Fact]
    public void Pages_of_version_2_keep_their_levels_apart_and_may_be_unpacked()
    {
        byte[] plain = ParquetSample.Plain("a", "b");
        byte[] levels = [0b11, 0b101];
        byte[] packed = Pack(2, plain);
        int whole = levels.Length + plain.Length;
        ParquetSample sample = new();
        sample.Column("p", Bytes, true, 2, new Page(3, 3, 0, [.. levels, .. packed], whole) { LevelBytes = 2, IsPacked = true });
        sample.Column("q", Bytes, true, 2, new Page(3, 3, 0, [.. levels, .. plain], whole) { LevelBytes = 2 });

        Assert.Equal("a\ta\n\t\nb\tb\n", TextOf(sample));
    }

    [Fact]
    public void Snappy_copies_may_overlap_themselves()
    {
        byte[] plain = ParquetSample.Plain("ababababab");

        // Length 14; literal of 6 (length word and "ab"); copy of 8 from 2 back.
        byte[] packed = [14, 5 << 2, .. plain[..6], ((8 - 4) << 2) | 1, 2];

        Assert.Equal("ababababab\n", TextOf(new ParquetSample { Rows = 1 }
            .Column("n", Bytes, false, 1, new Page(0, 1, 0, packed, plain.Length))));
    }

    [Theory]
    [InlineData(6, 0, "Zstandard")]
    [InlineData(0, 5, "DELTA_BINARY_PACKED")]
    public void What_is_not_read_is_refused_by_name(int codec, int encoding, string expected)
    {
        byte[] plain = ParquetSample.Plain("a");
        ParquetSample sample = new ParquetSample { Rows = 1 }
            .Column("n", Bytes, false, codec, new Page(0, 1, encoding, plain, plain.Length));
        EdgeListException error = Assert.Throws<EdgeListException>(() => TextOf(sample));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_in_a_name_is_refused_and_names_its_column()
    {
        byte[] plain = ParquetSample.Plain("a\nb");
        EdgeListException error = Assert.Throws<EdgeListException>(() => TextOf(new ParquetSample { Rows = 1 }
            .Column("head", Bytes, false, 0, new Page(0, 1, 0, plain, plain.Length))));
        Assert.Contains("'head' holds a tab or a line break", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_byte_is_damaged_the_file_reads_or_is_refused()
    {
        byte[] plain = ParquetSample.Plain("a", "b", "c");
        byte[] sound = new ParquetSample()
            .Column("n", Bytes, false, 2, new Page(0, 3, 0, Pack(2, plain), plain.Length))
            .Build();
        for (int at = 0; at < sound.Length; at++)
        {
            foreach (int flip in new[] { 1, 128, 255 })
            {
                byte[] damaged = [.. sound];
                damaged[at] ^= (byte)flip;
                TryRead(damaged, $"byte {at} ^ {flip}");
            }

            TryRead(sound[..at], $"cut at {at}");
        }

        void TryRead(byte[] bytes, string what)
        {
            try
            {
                TextOf(bytes);
            }
            catch (EdgeListException)
            {
                return;
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}: {fault.GetType().Name}: {fault.Message}");
            }
        }
    }

    private static byte[] Pack(int codec, byte[] plain)
    {
        using MemoryStream target = new();
        switch (codec)
        {
            case 2:
                using (GZipStream gzip = new(target, CompressionLevel.Fastest, leaveOpen: true))
                {
                    gzip.Write(plain);
                }

                break;
            case 4:
                using (BrotliStream brotli = new(target, CompressionLevel.Fastest, leaveOpen: true))
                {
                    brotli.Write(plain);
                }

                break;
            case 1:
                // Literals only, of up to 60 bytes, behind the length.
                for (int rest = plain.Length; ; rest >>= 7)
                {
                    target.WriteByte((byte)(rest > 127 ? rest | 128 : rest));
                    if (rest < 128)
                    {
                        break;
                    }
                }

                foreach (byte[] piece in plain.Chunk(60))
                {
                    target.WriteByte((byte)((piece.Length - 1) << 2));
                    target.Write(piece);
                }

                break;
            default:
                // One sequence of literals.
                target.WriteByte(0xF0);
                int more = plain.Length - 15;
                for (; more >= 255; more -= 255)
                {
                    target.WriteByte(255);
                }

                target.WriteByte((byte)more);
                target.Write(plain);
                break;
        }

        return target.ToArray();
    }

    private string TextOf(ParquetSample sample) => TextOf(sample.Build());

    private string TextOf(byte[] bytes)
    {
        string path = Path.Combine(_folder, "edges.parquet");
        File.WriteAllBytes(path, bytes);
        using FileStream file = File.OpenRead(path);
        using ParquetTextStream stream = new(path, file.SafeFileHandle, null);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
