using System.CommandLine;
using System.Globalization;

namespace BigGraphActors.Cli.Commands;

/// <summary>Refuses numbers that are too small before a command runs.</summary>
internal static class LeastValue
{
    /// <summary>Lets an option take no number below the least.</summary>
    /// <remarks>What is no number at all is the parser's to refuse: asking it for the value would throw here.</remarks>
    public static void Require(Option option, int least) => option.Validators.Add(result =>
    {
        string text = result.Tokens.Count == 0 ? string.Empty : result.Tokens[^1].Value;
        bool isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value);
        if (isNumber && value < least)
        {
            result.AddError($"{option.Name} must be at least {least}.");
        }
    });
}
