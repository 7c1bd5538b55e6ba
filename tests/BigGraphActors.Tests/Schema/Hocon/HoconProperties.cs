using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Hocon;
using CsCheck;

namespace BigGraphActors.Tests.Schema.Hocon;

public sealed class HoconProperties
{
    private const string Valid = """"
        # a run
        biggraph {
          dimension = 400, lr : 0.1
          entities { all { num_partitions = 1 } }
          relations = [{ name = "all", lhs = all, rhs = ${biggraph.name} }]
          name = all
          paths = ["a b", data/x.tsv] ["\u0041\n"]
          paths += c
          text = """many
          lines"""
        }
        """";

    private static readonly Gen<string> Piece = Gen.OneOf(
        "a", "b.c", "\"", "\"\"\"", "{", "}", "[", "]", "=", ":", "+=", ",", "\n", " ", "${a}", "${?b.c}", "${", "}",
        "#x", "//", "\\u00", "\\n", "1", "-1.5e3", "true", "null", "include \"x\"", "\0", "\ud800", "\uFEFF", "$", "+");

    private static readonly Gen<string> Name = Gen.Frequency(
        (1, Piece.Array[0, 4].Select(string.Concat)), (3, Gen.Char['a', 'z'].Array[1, 6].Select(letters => new string(letters))));

    private static readonly Gen<HoconNode> Scalar = Gen.OneOf<HoconNode>(
        Name.Select(text => (HoconNode)new HoconScalar(default, text, true)),
        Gen.Int[-99, 99].Select(number => (HoconNode)new HoconScalar(
            default, number.ToString(CultureInfo.InvariantCulture), false)),
        Gen.OneOf("true", "null").Select(word => (HoconNode)new HoconScalar(default, word, false)),
        Name.Select(text => (HoconNode)new HoconScalar(default, "plain " + text, true)));

    private static readonly Gen<HoconNode> Node = Gen.Recursive<HoconNode>((depth, node) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, node.Array[0, 3].Select(items => (HoconNode)new HoconArray(default, items))),
            (1, Fields(node).Select(fields => (HoconNode)fields))));

    [Fact]
    public void Any_bytes_give_values_or_the_typed_error() =>
        Gen.Byte.Array[0, 60].Select(Encoding.UTF8.GetString).Sample(MustReadOrBeRefused, iter: 1500);

    [Fact]
    public void Any_pieces_give_values_or_the_typed_error() =>
        Piece.Array[0, 40].Select(string.Concat).Sample(MustReadOrBeRefused, iter: 1500);

    [Fact]
    public void Any_change_to_a_file_gives_values_or_the_typed_error()
    {
        int read = 0;
        TextChange.Of(Valid, Piece).Sample(
            text =>
            {
                if (ReadsOrIsRefused(text))
                {
                    Interlocked.Increment(ref read);
                }
            },
            iter: 1500);

        Assert.InRange(read, 50, 1450);
    }

    [Fact]
    public void What_is_written_reads_back_the_same() => Fields(Node).Sample(
        root =>
        {
            string text = HoconWriter.Write(root);
            Assert.Equal(text, HoconWriter.Write(HoconReader.Read(text, "round trip")));
            string inline = HoconWriter.WriteInline(root);
            Assert.Equal(inline, HoconWriter.WriteInline(HoconReader.Read(inline, "round trip")));
        },
        iter: 500,
        print: HoconWriter.Write);

    [Fact]
    public void Paths_of_any_elements_are_formatted_and_parted_again() => Name.Array[1, 4].Sample(
        elements =>
        {
            Assert.True(HoconPath.TryParse(HoconPath.Format(elements), out string[]? parted));
            Assert.Equal(elements, parted);
        },
        iter: 500);

    private static Gen<HoconObject> Fields(Gen<HoconNode> node) => Gen.Select(Name, node).Array[0, 4].Select(fields =>
        new HoconObject(default, fields.Select(field => new HoconField(field.Item1, default, field.Item2))));

    // A result that is false would count as a failure.
    private static void MustReadOrBeRefused(string text) => ReadsOrIsRefused(text);

    private static bool ReadsOrIsRefused(string text)
    {
        try
        {
            HoconReader.Read(text, "any");
            return true;
        }
        catch (HoconException error)
        {
            Assert.True(error.Line > 0, $"no line in: {error.Message}");
            return false;
        }
    }
}
