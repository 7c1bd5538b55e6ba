using System.Text.RegularExpressions;

namespace BigGraphActors.Cli.Commands;

/// <summary>Puts the runtime's messages about files into the form of all others: the path, then the fault.</summary>
internal static partial class SystemWords
{
    /// <summary>A message with its path first; as it is where it names none, or has that form.</summary>
    public static string PathFirst(string message)
    {
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{missing.Groups[1]}: there is no such file or folder";
        }

        if (Denied().Match(message) is { Success: true } denied)
        {
            return $"{denied.Groups[1]}: access is denied";
        }

        return Trailing().Match(message) is { Success: true } trailing
            ? $"{trailing.Groups[2]}: {trailing.Groups[1]}"
            : message;
    }

    [GeneratedRegex(@"^Could not find (?:file|a part of the path) '([^\n]+)'\.$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^Access to the path '([^\n]+)' is denied\.$")]
    private static partial Regex Denied();

    // Such as: No space left on device : '/there'
    [GeneratedRegex(@"^([^:\n]+?) : '([^\n]+)'$")]
    private static partial Regex Trailing();
}
