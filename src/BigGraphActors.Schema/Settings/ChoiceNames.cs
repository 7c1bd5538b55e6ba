using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>The words that files use for the members of an enum: PBG's, in snake case.</summary>
internal static class ChoiceNames
{
    /// <summary>The words of an enum, in its order.</summary>
    public static IReadOnlyList<string> Of(Type choices) =>
        [.. Enum.GetValues(choices).Cast<Enum>().Select(Of)];

    /// <summary>The word of a member: <c>complex_diagonal</c>, <c>squared_l2</c>, <c>N3</c>.</summary>
    public static string Of(Enum choice)
    {
        if (choice is RegularizerKind)
        {
            // PBG: the registry of regularisers is the only one that is not in lower case.
            return choice.ToString();
        }

        StringBuilder word = new();
        foreach (char c in choice.ToString())
        {
            _ = char.IsAsciiLetterUpper(c) && word.Length > 0 ? word.Append('_') : word;
            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    /// <summary>The member of a word that <see cref="Of(Enum)"/> made.</summary>
    public static TChoice Parse<TChoice>(string word)
        where TChoice : struct, Enum =>
        Enum.GetValues<TChoice>().First(choice => Of(choice) == word);
}
