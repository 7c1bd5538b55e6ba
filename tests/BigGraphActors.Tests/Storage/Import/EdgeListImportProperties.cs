using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListImportProperties
{
    [Fact]
    public void Whatever_the_bytes_an_import_succeeds_or_says_which_file_is_wrong()
    {
        const int seed = 4_711;
        Random random = new(seed);
        int refusals = 0;
        for (int round = 0; round < 300; round++)
        {
            using ImportFolder folder = new();
            byte[] text = Damage(random, Sample(random));
            bool compressed = random.Next(3) == 0;
            string path = folder.Add(compressed ? Damage(random, ImportFolder.Gzip(text)) : text);
            RunSettings settings = folder.Settings(partitions: 1 + random.Next(3)) with
            {
                DynamicRelations = random.Next(2) == 0,
            };
            ImportSettings import = folder.Columns(relation: settings.DynamicRelations || random.Next(2) == 0) with
            {
                WeightColumn = random.Next(2) == 0 ? 3 : null,
                Delimiter = ColumnDelimiter.Named[random.Next(ColumnDelimiter.Named.Count)],
                Header = random.Next(4) == 0,
            };
            try
            {
                ImportReport report = ImportFolder.Import(settings, import).Report;
                ImportedFile file = Assert.Single(report.Files);
                Assert.True(
                    file.Lines == file.Headers + file.Comments + file.Blank + file.Rejected + file.Dropped + file.Edges,
                    $"seed {seed}, round {round}: a line is not counted");
            }
            catch (EdgeListException refusal)
            {
                refusals++;
                Assert.Equal(path, refusal.File);
                Assert.True(folder.Everything() is ["edges.tsv"], $"seed {seed}, round {round}: something is left");
            }
        }

        Assert.InRange(refusals, 30, 270);
    }

    [Fact]
    public void Whatever_the_bytes_the_probe_answers_or_says_which_file_is_wrong()
    {
        const int seed = 4_712;
        Random random = new(seed);
        using ImportFolder folder = new();
        for (int round = 0; round < 300; round++)
        {
            string path = folder.Add(Damage(random, Sample(random)));
            try
            {
                EdgeListFinding finding = EdgeListProbe.Look([path], CancellationToken.None);
                Assert.True(finding.Files[0].Edges > 0, $"seed {seed}, round {round}");
            }
            catch (EdgeListException refusal)
            {
                Assert.Equal(path, refusal.File);
            }
        }
    }

    private static byte[] Sample(Random random)
    {
        string[] delimiters = ["\t", ",", " ", "  \t"];
        string delimiter = delimiters[random.Next(delimiters.Length)];
        StringBuilder text = new();
        for (int line = random.Next(60); line >= 0; line--)
        {
            string name = random.Next(5) == 0 ? "\"a, \"\"b\"" : $"n{random.Next(20)}";
            text.Append(name).Append(delimiter).Append("edge").Append(delimiter).Append('é').Append(random.Next(9))
                .Append(delimiter).Append(random.Next(100) / 10.0).Append(random.Next(3) == 0 ? "\r\n" : "\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Cuts, flips and inserts bytes that mean something to the reader.
    private static byte[] Damage(Random random, byte[] bytes)
    {
        List<byte> damaged = [.. bytes];
        byte[] telling = [0, (byte)'"', (byte)'\n', (byte)'\r', (byte)'\t', (byte)',', (byte)' ', (byte)'#', 0xFF, 0x1F];
        for (int i = random.Next(4); i > 0 && damaged.Count > 0; i--)
        {
            int place = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0:
                    damaged.RemoveRange(place, damaged.Count - place);
                    break;
                case 1:
                    damaged[place] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    damaged.Insert(place, telling[random.Next(telling.Length)]);
                    break;
            }
        }

        return [.. damaged];
    }
}
