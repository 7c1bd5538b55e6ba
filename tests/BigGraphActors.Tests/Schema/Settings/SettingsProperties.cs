using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using CsCheck;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class SettingsProperties
{
    private static readonly Gen<string> Word = Gen.OneOf(
        "null", "true", "-1", "0", "1.5", "1e400", "\"\"", "[]", "{}", "[{}]", "{ a { } }", "99999999999", "dot", "x",
        "entities", "num_partitions = 2", "\n", "}", "lhs = user,", "dimension = 7", "dynamic_relations = yes");

    private static readonly string[] Types = ["user", "it em", "\u00fcber", "a_1"];

    private static readonly Gen<KeyValuePair<string, EntitySettings>[]> Entities =
        Gen.Bool.Array[Types.Length].Select(own => Types
            .Zip(own, (type, isOwn) => KeyValuePair.Create(
                type, new EntitySettings { NumPartitions = 4, Dimension = isOwn ? 8 : null }))
            .ToArray());

    private static readonly Gen<RelationSettings[]> Relations = Gen
        .Select(
            Gen.OneOf(Types),
            Gen.OneOf(Types),
            Gen.Double[1e-9, 1],
            Gen.Enum<OperatorKind>(),
            Gen.Bool,
            (lhs, rhs, weight, operatorKind, allNegs) => new RelationSettings
            {
                Name = "",
                Lhs = lhs,
                Rhs = rhs,
                Weight = weight,
                Operator = operatorKind,
                AllNegs = allNegs,
            })
        .Array[1, 5]
        .Select(relations => relations.Select((relation, i) => relation with { Name = $"r \"{i}\"\n" }).ToArray());

    private static readonly Gen<RunSettings> Settings = Gen.Select(
        Entities,
        Relations,
        Gen.Frequency((1, Gen.Const((double?)null)), (1, Gen.Int[-300, 299].Select(power => (double?)Math.Pow(10, power)))),
        Gen.Double[-1, 0],
        Gen.Enum<BucketOrder>(),
        Gen.Int[0, 2],
        Gen.Int[0, 99],
        (entities, relations, maxNorm, margin, order, paths, workers) =>
            SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf").Settings with
            {
                Entities = [.. entities],
                Relations = [.. relations],
                MaxNorm = maxNorm,
                Margin = margin,
                BucketOrder = order,
                EdgePaths = [.. Enumerable.Range(0, paths).Select(i => $"p{i}\\ \t")],
                Workers = workers == 0 ? null : workers,
            });

    [Fact]
    public void Any_change_to_a_file_gives_settings_or_problems_with_a_place()
    {
        int read = 0;
        TextChange.Of(SettingsReaderTests.Minimal, Word).Sample(
            text =>
            {
                try
                {
                    SettingsReader.Read(text, "any");
                    Interlocked.Increment(ref read);
                }
                catch (SettingsException error)
                {
                    Assert.All(error.Problems, problem => Assert.True(problem.At.Line > 0, problem.ToString()));
                }
            },
            iter: 1500);

        Assert.InRange(read, 10, 1490);
    }

    [Fact]
    public void Any_override_gives_settings_or_names_itself() => Gen
        .Select(Gen.OneOf([.. SettingsCatalogue.Keys]), Gen.OneOf(".0", "[0]"), Word, (key, index, word) =>
            $"{key.PathPattern.Replace("TYPE", "user").Replace("[N]", index)}={word}")
        .Sample(
            text =>
            {
                try
                {
                    SettingsReader.Read(SettingsReaderTests.Minimal, "run.conf", [text]);
                }
                catch (SettingsException error)
                {
                    // A rule between two keys may point at the other one, which stands in the file.
                    Assert.Contains(error.Problems[0].At.Source, new[] { $"-p {text}", "run.conf" });
                }
            },
            iter: 1500);

    [Fact]
    public void Settings_written_for_PBG_are_read_back_the_same() => Settings.Sample(
        settings =>
        {
            string json = PbgConfigJson.Write(settings);
            RunSettings again = SettingsReader.Read(json, "config.json").Settings;
            Assert.Equal(json, PbgConfigJson.Write(again));
            Assert.Equal(SettingsView.Rows(settings), SettingsView.Rows(again));
        },
        iter: 200,
        print: PbgConfigJson.Write);
}
