using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Gathers problems and warnings while settings are read, and knows where each key was written.</summary>
internal sealed class SettingsReport(SourcePosition root)
{
    private readonly List<SettingsProblem> _problems = [];
    private readonly List<SettingsWarning> _warnings = [];
    private readonly Dictionary<string, SourcePosition> _places = new(StringComparer.Ordinal);

    public IReadOnlyList<SettingsWarning> Warnings => _warnings;

    /// <summary>Remembers where the value of a key stands.</summary>
    public void Note(string path, SourcePosition at) => _places[path] = at;

    /// <summary>Where a key was written; for one that was left out, the block or file that lacks it.</summary>
    public SourcePosition PlaceOf(string path)
    {
        for (string known = path; known.Length > 0; known = Parent(known))
        {
            if (_places.TryGetValue(known, out SourcePosition at))
            {
                return at;
            }
        }

        return root;
    }

    public void Refuse(string path, string text) => Refuse(PlaceOf(path), path, text);

    public void Refuse(SourcePosition at, string path, string text) =>
        _problems.Add(new SettingsProblem(at, path, text));

    public void Warn(string path, string text) => _warnings.Add(new SettingsWarning(PlaceOf(path), path, text));

    /// <summary>
    /// Whether nothing was refused at or below these paths, so that a rule that joins them makes sense.
    /// </summary>
    public bool IsSound(params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
        {
            if (_problems.Exists(problem => IsAtOrBelow(problem.Path, path)))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="SettingsException">
    /// Something was refused; holds all problems in the order of the text.
    /// </exception>
    public void ThrowIfRefused()
    {
        if (_problems.Count > 0)
        {
            throw new SettingsException(
                [.. _problems.OrderBy(problem => problem.At.Line == 0).ThenBy(problem => problem.At.Line)
                    .ThenBy(problem => problem.At.Column)]);
        }
    }

    private static bool IsAtOrBelow(string path, string above) =>
        path.StartsWith(above, StringComparison.Ordinal)
        && (path.Length == above.Length || path[above.Length] is '.' or '[');

    private static string Parent(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
}

/// <summary>
/// Thrown when a setting is well-formed, but names what this machine cannot give: a port that is taken, a folder that
/// cannot be written, a host that does not resolve. Trying again is of no use until somebody changes something.
/// </summary>
/// <param name="message">Names the setting, its value and the reason.</param>
/// <param name="inner">What the system said; may be none.</param>
public sealed class UnusableSettingException(string message, Exception? inner = null) : Exception(message, inner);
