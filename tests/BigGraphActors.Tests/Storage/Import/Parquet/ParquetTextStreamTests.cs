using System.IO.Compression;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Import.Parquet;
using Meaning = BigGraphActors.Tests.Storage.Import.Parquet.ParquetSample.Meaning;
using Page = BigGraphActors.Tests.Storage.Import.Parquet.ParquetSample.Page;

namespace BigGraphActors.Tests.Storage.Import.Parquet;

public sealed class ParquetTextStreamTests : IDisposable
{
    private const int Boolean = 0;
    private const int Int32 = 1;
    private const int Int64 = 2;
    private const int Int96 = 3;
    private const int Double = 5;
    private const int Bytes = 6;
    private const int Fixed = 7;

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
    [InlineData(6)]
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
        sample.Column("p", Bytes, true, 2, new Page(3, 3, 0, [.. levels, .. packed], whole) { LevelBytes = 2, Nulls = 1, IsPacked = true });
        sample.Column("q", Bytes, true, 2, new Page(3, 3, 0, [.. levels, .. plain], whole) { LevelBytes = 2, Nulls = 1 });

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
    [InlineData(3, 0, "column 'n' is compressed with LZO")]
    [InlineData(5, 0, "column 'n' is compressed with Hadoop's LZ4")]
    [InlineData(0, 4, "encoded as BIT_PACKED")]
    [InlineData(0, 3, "encoded as RLE")]
    public void What_is_not_read_is_refused_by_name(int codec, int encoding, string expected)
    {
        byte[] plain = ParquetSample.Plain("a");
        ParquetSample sample = new ParquetSample { Rows = 1 }
            .Column("n", Bytes, false, codec, new Page(0, 1, encoding, plain, plain.Length));
        EdgeListException error = Assert.Throws<EdgeListException>(() => TextOf(sample));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unsigned_numbers_keep_their_upper_half()
    {
        Assert.Equal("3000000000\n7\n", TextOf(Of(Int32, Meaning.Integer(32, false), 2, Ints(-1294967296, 7))));
        Assert.Equal("18446744073709551000\n", TextOf(Of(Int64, Meaning.Integer(64, false), 1, Longs(-616))));
        Assert.Equal("4294967295\n", TextOf(Of(Int32, new Meaning(Converted: 13), 1, Ints(-1))));
        Assert.Equal("18446744073709551615\n", TextOf(Of(Int64, new Meaning(Converted: 14), 1, Longs(-1))));
        Assert.Equal("255\n", TextOf(Of(Int32, Meaning.Integer(8, false), 1, Ints(255))));
        Assert.Equal("-128\n32767\n", TextOf(Of(Int32, Meaning.Integer(16, true), 2, Ints(-128, 32767))));
    }

    [Fact]
    public void Decimals_keep_their_point_and_every_digit()
    {
        Assert.Equal("1.50\n-0.01\n0.00\n", TextOf(Of(Int32, Meaning.Decimal(2), 3, Ints(150, -1, 0))));
        Assert.Equal("-92233720368547758.08\n", TextOf(Of(Int64, Meaning.Decimal(2), 1, Longs(long.MinValue))));
        Assert.Equal(
            "1329227995784915872903807060280344.575\n",
            TextOf(Of(Fixed, Meaning.Decimal(3, 16), 1, Wide("00ffffffffffffffffffffffffffffff"))));
        Assert.Equal("-0.5\n", TextOf(Of(Bytes, new Meaning(Converted: 5, Scale: 1), 1, [1, 0, 0, 0, 0xFB])));
    }

    [Fact]
    public void Dates_and_times_are_written_as_such()
    {
        Assert.Equal(
            "2020-01-01\n1969-12-31\n9999-12-31\n0001-01-01\n",
            TextOf(Of(Int32, Meaning.Bare(6), 4, Ints(18262, -1, 2932896, -719162))));
        Assert.Equal("2020-01-01\n", TextOf(Of(Int32, new Meaning(Converted: 6), 1, Ints(18262))));
        Assert.Equal("23:59:59.999\n", TextOf(Of(Int32, Meaning.Moment(7, true, 1), 1, Ints(86_399_999))));
        Assert.Equal("01:00:00\n", TextOf(Of(Int64, new Meaning(Converted: 8), 1, Longs(3_600_000_000))));
        Assert.Equal("00:00:00.000000001\n", TextOf(Of(Int64, Meaning.Moment(7, false, 3), 1, Longs(1))));
    }

    [Fact]
    public void Time_stamps_keep_their_fraction_and_say_when_they_are_in_UTC()
    {
        Assert.Equal(
            "2020-01-01T00:00:00Z\n2020-01-01T00:00:00.005Z\n",
            TextOf(Of(Int64, Meaning.Moment(8, true, 1), 2, Longs(1577836800000, 1577836800005))));
        Assert.Equal(
            "2020-01-01T00:00:00.12\n", TextOf(Of(Int64, Meaning.Moment(8, false, 2), 1, Longs(1577836800120000))));
        Assert.Equal("1969-12-31T23:59:59.999999999\n", TextOf(Of(Int64, Meaning.Moment(8, false, 3), 1, Longs(-1))));
        Assert.Equal("1970-01-01T00:00:00Z\n", TextOf(Of(Int64, new Meaning(Converted: 10), 1, Longs(0))));
        byte[] old = [.. Longs(1), .. Ints(2_440_589)];
        Assert.Equal("1970-01-02T00:00:00.000000001\n", TextOf(Of(Int96, Meaning.None, 1, old)));
    }

    [Fact]
    public void Uuids_halves_truths_and_texts_of_all_kinds_are_read()
    {
        Assert.Equal(
            "00112233-4455-6677-8899-aabbccddeeff\n",
            TextOf(Of(Fixed, Meaning.Bare(14, 16), 1, Wide("00112233445566778899aabbccddeeff"))));
        Assert.Equal("0.5\n-2\n", TextOf(Of(Fixed, Meaning.Bare(15, 2), 2, Wide("003800C0"))));
        Assert.Equal("true\nfalse\ntrue\n", TextOf(Of(Boolean, Meaning.None, 3, [0b101]).Build(), [0]));
        foreach (int text in new[] { 1, 4, 12 })
        {
            Assert.Equal("{\u00fc}\n", TextOf(Of(Bytes, Meaning.Bare(text), 1, ParquetSample.Plain("{\u00fc}"))));
        }
    }

    [Theory]
    [InlineData(Bytes, 13, null, "BSON")]
    [InlineData(Bytes, 17, null, "a geometry")]
    [InlineData(Bytes, 31, null, "not known")]
    [InlineData(Int64, 6, null, "does not go with it")]
    [InlineData(Fixed, null, 21, "INTERVAL")]
    [InlineData(Fixed, null, null, "FIXED_LEN_BYTE_ARRAY of 12 bytes")]
    public void A_type_without_plain_text_is_refused_by_name_when_it_is_asked_for(
        int type, int? logical, int? converted, string expected)
    {
        Meaning meaning = logical is { } kind ? Meaning.Bare(kind) : new Meaning(Converted: converted, TypeLength: 12);
        byte[] names = ParquetSample.Plain("a");
        byte[] file = Of(type, meaning with { TypeLength = 12 }, 1, [8, 0, 0, 0, .. new byte[8]])
            .Column("name", Bytes, false, 0, new Page(0, 1, 0, names, names.Length)).Build();

        EdgeListException refusal = Assert.Throws<EdgeListException>(() => TextOf(file, [0]));

        Assert.Contains("column 'c' cannot be imported", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("\ta\n", TextOf(file, [1]));
    }

    [Fact]
    public void A_date_outside_the_calendar_is_refused() => Assert.Contains(
        "outside the years 1 to 9999",
        Assert.Throws<EdgeListException>(() => TextOf(Of(Int32, Meaning.Bare(6), 1, Ints(int.MaxValue)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Numbers_in_differences_are_read()
    {
        // Blocks of 128 in 4 parts, 3 values, the first 10; then the smallest difference 3, and parts of 0 bits.
        byte[] page = [0x80, 1, 4, 3, 20, 6, 0, 0, 0, 0];

        Assert.Equal("10\n13\n16\n", TextOf(new ParquetSample().Column(
            "n", Int64, false, 0, new Page(0, 3, 5, page, page.Length))));
    }

    [Fact]
    public void Texts_in_differences_are_read()
    {
        // Lengths shared with the text before: 0, 1; lengths of the rest: 2, 1; the rest. Differences 1 and -1.
        byte[] page = [0x80, 1, 4, 2, 0, 2, 0, 0, 0, 0, 0x80, 1, 4, 2, 4, 1, 0, 0, 0, 0, .. "abc"u8];

        Assert.Equal("ab\nac\n", TextOf(new ParquetSample { Rows = 2 }.Column(
            "n", Bytes, false, 0, new Page(0, 2, 7, page, page.Length))));
    }

    [Fact]
    public void A_row_group_beyond_the_memory_is_refused_with_both_sizes()
    {
        byte[] file = Of(Int64, Meaning.None, 200_000, new byte[8 * 200_000]).Build();

        EdgeListException refusal =
            Assert.Throws<EdgeListException>(() => TextOf(file, [0], mostGroupBytes: 3 << 20));

        Assert.Contains("row group 0 of 1 has 200,000 rows", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the import may use 3 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_the_same_name_are_refused_when_one_is_asked_for()
    {
        byte[] names = ParquetSample.Plain("a", "b", "c");
        Page page = new(0, 3, 0, names, names.Length);
        byte[] file = new ParquetSample().Column("n", Bytes, false, 0, page).Column("n", Bytes, false, 0, page)
            .Column("m", Bytes, false, 0, page).Build();

        Assert.Contains(
            "several columns have this name",
            Assert.Throws<EdgeListException>(() => TextOf(file, [1])).Message,
            StringComparison.Ordinal);
        Assert.Equal("\t\ta\n\t\tb\n\t\tc\n", TextOf(file, [2]));
    }

    [Fact]
    public void An_encrypted_file_is_said_to_be_that()
    {
        byte[] file = Of(Int64, Meaning.None, 1, Longs(1)).Build();
        "PARE"u8.CopyTo(file);
        "PARE"u8.CopyTo(file.AsSpan(file.Length - 4));

        Assert.Contains(
            "it is encrypted", Assert.Throws<EdgeListException>(() => TextOf(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footer_that_ends_in_an_endless_number_or_nests_for_ever_is_refused()
    {
        byte[] endless = [.. "PAR1"u8, 0x15, .. Enumerable.Repeat((byte)0xFF, 60), 61, 0, 0, 0, .. "PAR1"u8];
        byte[] nested = [.. "PAR1"u8, .. Enumerable.Repeat((byte)0xDC, 500_000), .. Ints(500_000), .. "PAR1"u8];

        Assert.Throws<EdgeListException>(() => TextOf(endless));
        Assert.Throws<EdgeListException>(() => TextOf(nested));
    }

    [Fact]
    public void A_tab_or_a_line_break_in_a_value_leaves_the_row_whole()
    {
        byte[] plain = ParquetSample.Plain("a\nb", "c\td");
        Assert.Equal("a\rb\nc\rd\n", TextOf(new ParquetSample { Rows = 2 }
            .Column("head", Bytes, false, 0, new Page(0, 2, 0, plain, plain.Length))));
    }

    [Fact]
    public void Whatever_byte_is_damaged_the_file_reads_or_is_refused()
    {
        byte[] plain = ParquetSample.Plain("a", "b", "c");
        byte[] sound = new ParquetSample()
            .Column("n", Bytes, false, 2, new Page(0, 3, 0, Pack(2, plain), plain.Length))
            .Build();
        int refusedBytes = 0;
        for (int at = 0; at < sound.Length; at++)
        {
            foreach (int flip in new[] { 1, 128, 255 })
            {
                byte[] damaged = [.. sound];
                damaged[at] ^= (byte)flip;
                refusedBytes += IsRefused(damaged, $"byte {at} ^ {flip}") ? 1 : 0;
            }

            Assert.True(IsRefused(sound[..at], $"cut at {at}"), $"{at} of {sound.Length} bytes were read");
        }

        Assert.NotEqual(0, refusedBytes);

        bool IsRefused(byte[] bytes, string what)
        {
            try
            {
                TextOf(bytes);
                return false;
            }
            catch (EdgeListException)
            {
                return true;
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{what}: {fault.GetType().Name}: {fault.Message}", fault);
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
            case 6:
                using (ZstdSharp.Compressor zstd = new())
                {
                    target.Write(zstd.Wrap(plain));
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

    private static byte[] Wide(string hexadecimal) => Convert.FromHexString(hexadecimal);

    private static byte[] Longs(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>A column of whole pages in the plain encoding.</summary>
    private static ParquetSample Of(int type, Meaning meaning, int rows, byte[] values) =>
        new ParquetSample { Rows = rows }.Column("c", type, false, 0, meaning, new Page(0, rows, 0, values, values.Length));

    private string TextOf(ParquetSample sample) => TextOf(sample.Build());

    private string TextOf(byte[] bytes, IReadOnlyCollection<int>? columns = null, long? mostGroupBytes = null)
    {
        string path = Path.Combine(_folder, "edges.parquet");
        File.WriteAllBytes(path, bytes);
        using FileStream file = File.OpenRead(path);
        using ParquetTextStream stream = new(path, file.SafeFileHandle, columns, mostGroupBytes);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
