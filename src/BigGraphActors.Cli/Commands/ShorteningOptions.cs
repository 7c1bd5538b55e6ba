using System.CommandLine;
using System.Globalization;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// What makes an example or a benchmark shorter; each is another word for a key of the configuration.
/// </summary>
internal sealed class ShorteningOptions
{
    private readonly Option<int?> _epochs = Number("--epochs", "Passes over the edges (num_epochs)");
    private readonly Option<int?> _dimension = Number("--dimension", "Elements of a vector (dimension)");

    private readonly Option<int?> _negatives = Number(
        "--negatives", "Entities drawn for each negative block (num_uniform_negs)", least: 0);

    private readonly Option<string[]> _overrides = new RunArguments().Overrides;

    /// <summary>Adds all to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_epochs);
        command.Add(_dimension);
        command.Add(_negatives);
        command.Add(_overrides);
    }

    /// <summary>What was given, as texts <c>key=value</c>; those given by <c>-p</c> come last and so win.</summary>
    public IReadOnlyList<string> Overrides(ParseResult parsed)
    {
        var overrides = new List<string>();
        Add(overrides, "num_epochs", parsed.GetValue(_epochs));
        Add(overrides, "dimension", parsed.GetValue(_dimension));
        Add(overrides, "num_uniform_negs", parsed.GetValue(_negatives));
        overrides.AddRange(parsed.GetRequiredValue(_overrides));
        return overrides;
    }

    private static void Add(List<string> overrides, string key, int? value)
    {
        if (value is not null)
        {
            overrides.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={value}"));
        }
    }

    private static Option<int?> Number(string name, string description, int least = 1)
    {
        var option = new Option<int?>(name)
        {
            Description = description,
            HelpName = "N",
        };
        AllowedRange.Require(option, least);
        return option;
    }
}
