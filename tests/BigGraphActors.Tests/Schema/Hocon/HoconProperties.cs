using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Hocon;
using Xunit.Abstractions;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconProperties(ITestOutputHelper output)
{
    private const string Valid = """"
        # a run
        biggraph {
          dimension = 400, lr : 0.1
          entities { all { num_partitions = 1 } }
          relations = [{ name = "all", lhs = all, rhs = ${name} }]
          name = all
          paths = ["a b", data/x.tsv] ["\u0041\n"]
          paths += c
          text = """many
          lines"""
        }
        """";

    private static readonly string[] Pieces =
    [
        "a", "b.c", "\"", "\"\"\"", "{", "}", "[", "]", "=", ":", "+=", ",", "\n", " ", "${a}", "${?b.c}", "${", "}",
        "#x", "//", "\\u00", "\\n", "1", "-1.5e3", "true", "null", "include \"x\"", "\0", "\ud800", "\uFEFF", "$", "+",
    ];

    [Fact]
    public void Any_text_gives_values_or_the_typed_error()
    {
        Random random = Seeded(20_261_121);
        int read = 0;
        for (int round = 0; round < 4000; round++)
        {
            string text = (round % 3) switch
            {
                0 => Encoding.UTF8.GetString(RandomBytes(random)),
                1 => RandomPieces(random, random.Next(40)),
                _ => Mutated(Valid, random),
            };
            try
            {
                HoconReader.Read(text, "fuzz");
                read++;
            }
            catch (HoconException error)
            {
                Assert.True(error.Line > 0, $"no line in: {error.Message}");
            }
        }

        Assert.InRange(read, 50, 3950);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        Random random = Seeded(77);
        for (int round = 0; round < 500; round++)
        {
            HoconObject root = RandomObject(random, 0);
            string text = HoconWriter.Write(root);
            Assert.Equal(text, HoconWriter.Write(HoconReader.Read(text, "round trip")));
            string inline = HoconWriter.WriteInline(root);
            Assert.Equal(inline, HoconWriter.WriteInline(HoconReader.Read(inline, "round trip")));
        }
    }

    [Fact]
    public void Paths_of_any_elements_are_formatted_and_parted_again()
    {
        Random random = Seeded(5);
        for (int round = 0; round < 500; round++)
        {
            string[] elements = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => RandomText(random))];
            Assert.True(HoconPath.TryParse(HoconPath.Format(elements), out string[]? parted));
            Assert.Equal(elements, parted);
        }
    }

    private Random Seeded(int seed)
    {
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Mutated(string text, Random random)
    {
        StringBuilder mutated = new(text);
        for (int i = random.Next(4); i >= 0; i--)
        {
            int at = random.Next(mutated.Length);
            _ = random.Next(3) switch
            {
                0 => mutated.Remove(at, Math.Min(random.Next(1, 12), mutated.Length - at)),
                1 => mutated.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => mutated.Replace(mutated[at], (char)random.Next(32, 127), at, 1),
            };
        }

        return mutated.ToString();
    }

    private static HoconObject RandomObject(Random random, int depth) => new(
        default,
        Enumerable.Range(0, random.Next(5))
            .Select(_ => new HoconField(RandomText(random), default, RandomNode(random, depth + 1))));

    private static HoconNode RandomNode(Random random, int depth) => random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => new HoconScalar(default, RandomText(random), true),
        1 => new HoconScalar(default, random.Next(-99, 99).ToString(CultureInfo.InvariantCulture), false),
        2 => new HoconScalar(default, random.Next(2) == 0 ? "true" : "null", false),
        3 => new HoconScalar(default, "plain " + RandomText(random), true),
        4 => new HoconArray(default, Enumerable.Range(0, random.Next(4)).Select(_ => RandomNode(random, depth + 1))),
        _ => RandomObject(random, depth),
    };

    private static string RandomPieces(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string RandomText(Random random) => random.Next(4) == 0
        ? RandomPieces(random, random.Next(5))
        : string.Concat(Enumerable.Range(0, 1 + random.Next(6)).Select(_ => (char)('a' + random.Next(26))));
}
