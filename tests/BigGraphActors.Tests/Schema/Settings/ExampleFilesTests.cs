using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Schema.Settings;

public sealed class ExampleFilesTests
{
    public static TheoryData<string> Examples() =>
        [
            .. Directory.EnumerateFiles(PromisedFile.PathOf("hocon/examples"), "*.conf")
                .Select(file => Path.GetFileName(file)),
        ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_can_be_run_and_trains_on_no_held_out_edges(string file)
    {
        SettingsReading reading = SettingsReader.ReadFile(PromisedFile.PathOf($"hocon/examples/{file}"));
        Assert.Empty(reading.Warnings);
        Assert.DoesNotContain(
            reading.Settings.EdgePaths,
            path => Array.Exists(["test", "valid"], word => path.EndsWith(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Fb15k_is_PBGs_recipe()
    {
        RunSettings settings = SettingsReader.ReadFile(PromisedFile.PathOf("hocon/examples/fb15k.conf")).Settings;
        Assert.Equal((400, 50, 1000, 0.1, 1e-3), (
            settings.Dimension, settings.NumEpochs, settings.NumUniformNegs, settings.Lr, settings.RegularizationCoef));
        Assert.Equal(
            (ComparatorKind.Dot, LossKind.Softmax, OperatorKind.ComplexDiagonal, true, 0.0),
            (settings.Comparator, settings.LossFn, settings.Relations[0].Operator, settings.DynamicRelations,
                settings.EvalFraction));
    }

    [Fact]
    public void Livejournal_is_PBGs_recipe()
    {
        RunSettings settings = SettingsReader.ReadFile(PromisedFile.PathOf("hocon/examples/livejournal.conf")).Settings;
        Assert.Equal((1024, 30, 0.001), (settings.Dimension, settings.NumEpochs, settings.Lr));
        Assert.Equal((OperatorKind.None, ComparatorKind.Cos), (settings.Relations[0].Operator, settings.Comparator));
    }
}
