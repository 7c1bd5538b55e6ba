using System.Globalization;
using System.Text.RegularExpressions;

namespace BigGraphActors.Schema.Settings;

/// <summary>How a run outlives its nodes, as users write it: <c>shared</c> or <c>replicate(N)</c>.</summary>
public static partial class DurabilityText
{
    /// <summary>All nodes share the checkpoint directory.</summary>
    public const string Shared = "shared";

    private const int FewestCopies = 2;

    /// <summary>How many nodes must have what was trained: 0 for <c>shared</c>, N of <c>replicate(N)</c>.</summary>
    /// <returns>None when the text is neither; N is at least 2.</returns>
    public static int? CopiesOf(string text)
    {
        if (text == Shared)
        {
            return 0;
        }

        return Replicated().Match(text) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int copies)
            && copies >= FewestCopies
                ? copies
                : null;
    }

    [GeneratedRegex(@"^replicate\((\d{1,4})\)\z")]
    private static partial Regex Replicated();
}
