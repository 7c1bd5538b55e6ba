using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// How an edge list is read, on the command line; what is not given stays as the configuration has it.
/// </summary>
/// <remarks>The short names and those ending in <c>-col</c> are PBG's.</remarks>
internal sealed class ColumnOptions
{
    private readonly Option<string?> _lhs = Column("--lhs-column", "left-hand entity", "--lhs-col", "-l");
    private readonly Option<string?> _relation = Column("--relation-column", "relation", "--rel-col");
    private readonly Option<string?> _rhs = Column("--rhs-column", "right-hand entity", "--rhs-col", "-r");
    private readonly Option<string?> _weight = Column("--weight-column", "edge's weight", "--weight-col");

    private readonly Option<ColumnDelimiter?> _delimiter = Delimiter();

    private readonly Option<bool?> _header = new("--header")
    {
        Description = "The first line names the columns",
    };

    private readonly Option<string?> _comment = new("--comment")
    {
        Description = "Skip lines that start with this text; an empty text skips no lines",
        HelpName = "TEXT",
    };

    private readonly Option<int?> _entityMinCount = new("--entity-min-count")
    {
        Description = "Drop entities that occur in fewer edges",
        HelpName = "N",
    };

    private readonly Option<int?> _relationMinCount = new("--relation-min-count", "--relation-type-min-count")
    {
        Description = "Drop dynamic relations that occur in fewer edges",
        HelpName = "N",
    };

    private readonly Option<bool?> _spreadUnpartitioned = new("--spread-unpartitioned")
    {
        Description = "Put edges of unpartitioned types in all buckets of that side, and not in bucket 0",
    };

    /// <summary>Separator of the columns of a text.</summary>
    public static Option<ColumnDelimiter?> Delimiter() => new("--delimiter")
    {
        Description = "Separator of the columns: one of these words, or a single character; space is any run of spaces "
            + "or tabs",
        HelpName = "auto|tab|comma|semicolon|pipe|space|ntriples",
        CustomParser = ReadDelimiter,
    };

    /// <summary>Adds all to a verb.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _lhs, _relation, _rhs, _weight, _delimiter, _header, _comment, _entityMinCount, _relationMinCount,
            _spreadUnpartitioned,
        ];
        AllowedRange.Require(_entityMinCount, 1);
        AllowedRange.Require(_relationMinCount, 1);
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>The configuration's settings, changed by what was given.</summary>
    /// <exception cref="UsageException">Neither names a file.</exception>
    public ImportSettings Apply(
        ParseResult parsed, ImportSettings? configured, IReadOnlyList<string> files, CancellationToken stop)
    {
        ImportSettings import = configured ?? new ImportSettings { Files = files };
        if (files.Count > 0)
        {
            import = import with { Files = files };
        }

        if (import.Files.Count == 0)
        {
            throw new UsageException(
                "no edge lists to import: name them behind CONFIG, or in the configuration as import.files");
        }

        import = import with
        {
            Delimiter = parsed.GetValue(_delimiter) ?? import.Delimiter,
            Header = parsed.GetValue(_header) ?? (import.Header || AreNamesInFirstLine(parsed, import)),
            Comment = parsed.GetValue(_comment) ?? import.Comment,
            EntityMinCount = parsed.GetValue(_entityMinCount) ?? import.EntityMinCount,
            RelationMinCount = parsed.GetValue(_relationMinCount) ?? import.RelationMinCount,
            SpreadUnpartitioned = parsed.GetValue(_spreadUnpartitioned) ?? import.SpreadUnpartitioned,
        };
        return import with
        {
            LhsColumn = Number(parsed.GetValue(_lhs), import, stop) ?? import.LhsColumn,
            RelationColumn = Number(parsed.GetValue(_relation), import, stop) ?? import.RelationColumn,
            RhsColumn = Number(parsed.GetValue(_rhs), import, stop) ?? import.RhsColumn,
            WeightColumn = Number(parsed.GetValue(_weight), import, stop) ?? import.WeightColumn,
        };
    }

    // A column of a text that is chosen by its name stands in the first line, which is then no edge.
    private bool AreNamesInFirstLine(ParseResult parsed, ImportSettings import)
    {
        string?[] columns =
            [parsed.GetValue(_lhs), parsed.GetValue(_relation), parsed.GetValue(_rhs), parsed.GetValue(_weight)];
        return columns.Any(column => column is not null && !IsNumber(column, out _))
            && import.Files.Any(file => File.Exists(file) && EdgeListColumns.AreNamesInFirstLine(file));
    }

    private static bool IsNumber(string column, out int number) =>
        int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int? Number(string? column, ImportSettings import, CancellationToken stop) =>
        column is null ? null
        : IsNumber(column, out int number) ? number
        : EdgeListColumns.Find(import.Files, column, import, stop);

    private static ColumnDelimiter? ReadDelimiter(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        ColumnDelimiter? found = ColumnDelimiter.Find(text);
        if (found is null)
        {
            result.AddError(
                $"--delimiter: expected {string.Join(", ", ColumnDelimiter.Named)}, or a single character, found "
                + $"'{text}'");
        }

        return found;
    }

    private static Option<string?> Column(string name, string what, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases)
        {
            Description = $"Column of the {what}, from 0, or its name in the first line or the Parquet schema",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && text.StartsWith('-'))
            {
                result.AddError($"{name}: columns are counted from 0.");
            }
        });
        return option;
    }
}
