using System.CommandLine;
using System.Globalization;

namespace BigGraphActors.Cli.Commands;

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
