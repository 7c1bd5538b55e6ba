using System.Text;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using Xunit.Abstractions;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsProperties(ITestOutputHelper output)
{
    private static readonly string[] Words =
    [
        "null", "true", "-1", "0", "1.5", "1e400", "\"\"", "[]", "{}", "[{}]", "{ a { } }", "99999999999", "dot", "x",
        "entities", "num_partitions = 2", "\n", "}", "lhs = user,", "dimension = 7", "dynamic_relations = yes",
    ];

    [Fact]
    public void Any_change_to_a_file_gives_settings_or_problems_with_a_place()
    {
        Random random = Seeded(42);
        int read = 0;
        for (int round = 0; round < 1500; round++)
        {
            try
            {
                SettingsReader.Read(Changed(SettingsReaderTests.Minimal, random), "fuzz");
                read++;
            }
            catch (SettingsException error)
            {
                Assert.All(error.Problems, problem => Assert.True(problem.At.Line > 0, problem.ToString()));
            }
        }

        Assert.InRange(read, 20, 1480);
    }

    [Fact]
    public void Any_override_gives_settings_or_names_itself()
    {
        Random random = Seeded(43);
        for (int round = 0; round < 1500; round++)
        {
            SettingsKey key = SettingsCatalogue.Keys[random.Next(SettingsCatalogue.Keys.Count)];
            string path = key.PathPattern.Replace("TYPE", "user", StringComparison.Ordinal)
                .Replace("[N]", random.Next(2) == 0 ? ".0" : "[0]", StringComparison.Ordinal);
            string text = $"{path}={Words[random.Next(Words.Length)]}";
            try
            {
                SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf", [text]);
            }
            catch (SettingsException error)
            {
                // A rule between two keys may point at the other one, which stands in the file.
                Assert.Contains(error.Problems[0].At.Source, new[] { $"-p {text}", "run.conf" });
            }
        }
    }

    [Fact]
    public void Settings_written_for_PBG_are_read_back_the_same()
    {
        Random random = Seeded(44);
        for (int round = 0; round < 200; round++)
        {
            RunSettings settings = RandomSettings(random);
            string json = PbgConfigJson.Write(settings);
            RunSettings again = SettingsReader.Read(json, "config.json").Settings;
            Assert.Equal(json, PbgConfigJson.Write(again));
            Assert.Equal(SettingsView.Rows(settings), SettingsView.Rows(again));
        }
    }

    private static RunSettings RandomSettings(Random random)
    {
        string[] types = ["user", "it em", "\u00fcber", "a_1"];
        return SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf").Settings with
        {
            Entities =
            [
                .. types.Select(type => KeyValuePair.Create(
                    type, new EntitySettings { NumPartitions = 4, Dimension = random.Next(2) == 0 ? null : 8 })),
            ],
            Relations =
            [
                .. Enumerable.Range(0, 1 + random.Next(5)).Select(i => new RelationSettings
                {
                    Name = $"r \"{i}\"\n",
                    Lhs = types[random.Next(types.Length)],
                    Rhs = types[random.Next(types.Length)],
                    Weight = random.NextDouble() + 1e-9,
                    Operator = (OperatorKind)random.Next(6),
                    AllNegs = random.Next(2) == 0,
                }),
            ],
            MaxNorm = random.Next(2) == 0 ? null : Math.Pow(10, random.Next(-300, 300)),
            Margin = -random.NextDouble(),
            BucketOrder = (BucketOrder)random.Next(4),
            EdgePaths = [.. Enumerable.Range(0, random.Next(3)).Select(i => $"p{i}\\ \t")],
            Workers = random.Next(2) == 0 ? null : 1 + random.Next(99),
        };
    }

    private static string Changed(string text, Random random)
    {
        StringBuilder changed = new(text);
        for (int i = random.Next(3); i >= 0; i--)
        {
            int at = random.Next(changed.Length);
            _ = random.Next(3) switch
            {
                0 => changed.Remove(at, Math.Min(random.Next(1, 20), changed.Length - at)),
                1 => changed.Insert(at, Words[random.Next(Words.Length)]),
                _ => changed.Replace(changed[at], (char)random.Next(32, 127), at, 1),
            };
        }

        return changed.ToString();
    }

    private Random Seeded(int seed)
    {
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
