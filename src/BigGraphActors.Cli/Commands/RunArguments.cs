using System.CommandLine;
using System.Globalization;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>The arguments of every verb that works on a run: its configuration, and what is changed for once.</summary>
internal sealed class RunArguments
{
    /// <summary>The configuration's file.</summary>
    public Argument<string> Config { get; } = new("CONFIG")
    {
        Description = "Configuration of the run: HOCON, or PBG's config.json",
    };

    /// <summary>Keys that are set for this run of the program.</summary>
    public Option<string[]> Overrides { get; } = new("--param", "-p")
    {
        Description = "Set a key for this call, such as -p lr=0.05 relations.0.all_negs=true",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Gives every <c>key=value</c> behind one <c>-p</c> a <c>-p</c> of its own.</summary>
    /// <remarks>
    /// The parser itself lets an option take one word, or all words that follow, the configuration included. Behind
    /// <c>--</c> all words are plain.
    /// </remarks>
    public static IReadOnlyList<string> OneOverrideEach(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        bool isBehindOverride = false;
        for (int at = 0; at < arguments.Count; at++)
        {
            string word = arguments[at];
            if (word == "--")
            {
                words.AddRange(arguments.Skip(at));
                break;
            }

            if (word is "-p" or "--param")
            {
                words.Add(word);
                if (at + 1 < arguments.Count && arguments[at + 1] != "--")
                {
                    words.Add(arguments[++at]);
                }

                isBehindOverride = true;
                continue;
            }

            if (isBehindOverride && IsOverride(word))
            {
                words.Add("-p");
            }
            else
            {
                isBehindOverride = word.StartsWith("--param=", StringComparison.Ordinal)
                    || word.StartsWith("-p=", StringComparison.Ordinal);
            }

            words.Add(word);
        }

        return words;
    }

    /// <summary>Adds both to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(Config);
        command.Add(Overrides);
    }

    /// <summary>Reads and checks the configuration; what is legal but doubtful is said on the error stream.</summary>
    /// <exception cref="SettingsException">The configuration cannot be used.</exception>
    public RunSettings Read(ParseResult parsed, Terminal terminal) =>
        Read(parsed.GetRequiredValue(Config), parsed.GetRequiredValue(Overrides), terminal);

    /// <summary>The same for a file that is not named by the arguments.</summary>
    public static RunSettings Read(string path, IReadOnlyList<string> overrides, Terminal terminal)
    {
        SettingsReading reading = SettingsReader.ReadFile(path, overrides);
        foreach (SettingsWarning warning in reading.Warnings)
        {
            terminal.Note($"warning: {warning}");
        }

        return reading.Settings;
    }

    // A path that holds = has a separator before it, or is named behind --.
    private static bool IsOverride(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            && word[0] is not ('-' or '@' or '.')
            && word.AsSpan(0, equals).IndexOfAny('/', '\\', ' ') < 0;
    }
}

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

/// <summary>Refuses numbers that make no sense before a command runs.</summary>
internal static class AllowedRange
{
    /// <summary>Lets an option take no number below the least or above the most.</summary>
    /// <remarks>What is no number at all is the parser's to refuse: asking it for the value would throw here.</remarks>
    public static void Require(Option option, int least, int most = int.MaxValue) => option.Validators.Add(result =>
    {
        string text = result.Tokens.Count == 0 ? string.Empty : result.Tokens[^1].Value;
        bool isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value);
        if (isNumber && value < least)
        {
            result.AddError($"{option.Name} must be at least {least}.");
        }
        else if (isNumber && value > most)
        {
            result.AddError($"{option.Name} must be at most {most}.");
        }
    });
}
