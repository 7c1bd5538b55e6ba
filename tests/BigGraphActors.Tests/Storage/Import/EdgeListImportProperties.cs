using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using CsCheck;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListImportProperties
{
    /// <summary>Edge lists of 1 to 60 lines, parted and ended in one of the ways that are known.</summary>
    private static readonly Gen<byte[]> Sample = Gen.Select(
        Gen.OneOf("\t", ",", " ", "  \t"),
        Gen.Select(Gen.Int[-4, 19], Gen.Int[0, 8], Gen.Int[0, 99], Gen.Int[0, 2]).Array[1, 60],
        (delimiter, lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => string.Join(
            delimiter,
            line.Item1 < 0 ? "\"a, \"\"b\"" : $"n{line.Item1}",
            "edge",
            $"é{line.Item2}",
            FormattableString.Invariant($"{line.Item3 / 10.0}")) + (line.Item4 == 0 ? "\r\n" : "\n")))));

    private static readonly Gen<Damage[]> Damages = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, int.MaxValue],
        Gen.Int[0, 7],
        Gen.OneOf<byte>(0, (byte)'"', (byte)'\n', (byte)'\r', (byte)'\t', (byte)',', (byte)' ', (byte)'#', 0xFF, 0x1F),
        (kind, place, bit, telling) => new Damage(kind, place, bit, telling)).Array[0, 3];

    private static readonly Gen<Import> Imports = Gen.Select(
        Damaged(Sample),
        Gen.Select(Gen.Int[0, 2], Damages, (packing, damages) => packing == 0 ? damages : null),
        Gen.Int[1, 3],
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        Gen.OneOf([.. ColumnDelimiter.Named]),
        Gen.Int[0, 3],
        (text, packing, partitions, isDynamic, hasRelation, hasWeight, delimiter, header) => new Import(
            packing is null ? text : Apply(packing, ImportFolder.Gzip(text)),
            partitions,
            isDynamic,
            hasRelation,
            hasWeight,
            delimiter,
            header == 0));

    [Fact]
    public void Whatever_the_bytes_an_import_succeeds_or_says_which_file_is_wrong()
    {
        int refusals = 0;
        Imports.Sample(
            import =>
            {
                if (IsRefused(import))
                {
                    Interlocked.Increment(ref refusals);
                }
            },
            iter: 300,
            print: import => $"{import with { Text = [] }}, text {Convert.ToBase64String(import.Text)}");

        Assert.InRange(refusals, 15, 285);
    }

    [Fact]
    public void Whatever_the_bytes_the_probe_answers_or_says_which_file_is_wrong() => Damaged(Sample).Sample(
        text =>
        {
            using ImportFolder folder = new();
            string path = folder.Add(text);
            try
            {
                EdgeListFinding finding = EdgeListProbe.Look([path], CancellationToken.None);
                Assert.True(finding.Files[0].Edges > 0);
            }
            catch (EdgeListException refusal)
            {
                Assert.Equal(path, refusal.File);
            }
        },
        iter: 300,
        print: Convert.ToBase64String);

    private static bool IsRefused(Import import)
    {
        using ImportFolder folder = new();
        string path = folder.Add(import.Text);
        RunSettings settings = folder.Settings(partitions: import.Partitions) with { DynamicRelations = import.IsDynamic };
        ImportSettings columns = folder.Columns(relation: import.IsDynamic || import.HasRelation) with
        {
            WeightColumn = import.HasWeight ? 3 : null,
            Delimiter = import.Delimiter,
            Header = import.HasHeader,
        };
        try
        {
            ImportReport report = ImportFolder.Import(settings, columns).Report;
            ImportedFile file = Assert.Single(report.Files);
            Assert.True(
                file.Lines == file.Headers + file.Comments + file.Blank + file.Continued + file.Rejected + file.Dropped
                    + file.Edges,
                "a line is not counted");
            return false;
        }
        catch (EdgeListException refusal)
        {
            Assert.Equal(path, refusal.File);
            Assert.True(folder.Everything() is ["edges.tsv"], "something is left");
            return true;
        }
    }

    private static Gen<byte[]> Damaged(Gen<byte[]> sound) => Gen.Select(sound, Damages, (bytes, damages) =>
        Apply(damages, bytes));

    // Cuts, flips and inserts bytes that mean something to the reader.
    private static byte[] Apply(Damage[] damages, byte[] bytes)
    {
        List<byte> damaged = [.. bytes];
        foreach (Damage damage in damages)
        {
            if (damaged.Count == 0)
            {
                break;
            }

            int place = damage.Place % damaged.Count;
            switch (damage.Kind)
            {
                case 0:
                    damaged.RemoveRange(place, damaged.Count - place);
                    break;
                case 1:
                    damaged[place] ^= (byte)(1 << damage.Bit);
                    break;
                default:
                    damaged.Insert(place, damage.Telling);
                    break;
            }
        }

        return [.. damaged];
    }

    private sealed record Damage(int Kind, int Place, int Bit, byte Telling);

    private sealed record Import(
        byte[] Text,
        int Partitions,
        bool IsDynamic,
        bool HasRelation,
        bool HasWeight,
        ColumnDelimiter Delimiter,
        bool HasHeader);
}
