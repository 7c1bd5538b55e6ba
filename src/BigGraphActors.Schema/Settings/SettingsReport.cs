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

/// <summary>One thing that is wrong with a settings file or an override.</summary>
/// <param name="At">Where the offending text stands.</param>
/// <param name="Path">Key path such as <c>relations[0].weight</c>; empty when the text itself cannot be read.</param>
/// <param name="Text">What is wrong, with the value found and what was expected.</param>
public sealed record SettingsProblem(SourcePosition At, string Path, string Text)
{
    /// <summary><c>file:line:column: path: text</c>.</summary>
    public override string ToString() => Path.Length == 0 ? $"{At}: {Text}" : $"{At}: {Path}: {Text}";
}

/// <summary>Something that is allowed and probably not meant.</summary>
/// <param name="At">Where the text stands that causes it.</param>
/// <param name="Path">Key path.</param>
/// <param name="Text">What it leads to.</param>
public sealed record SettingsWarning(SourcePosition At, string Path, string Text)
{
    /// <summary><c>file:line:column: path: text</c>.</summary>
    public override string ToString() => $"{At}: {Path}: {Text}";
}

/// <summary>Thrown when settings cannot be used; names every problem of the file, not only the first.</summary>
public class SettingsException : Exception
{
    /// <summary>Makes the message from the problems, one a line.</summary>
    /// <param name="problems">At least one.</param>
    public SettingsException(IReadOnlyList<SettingsProblem> problems)
        : base(string.Join('\n', problems.Select(problem => problem.ToString()))) => Problems = problems;

    /// <summary>At least one, in the order of the file.</summary>
    public IReadOnlyList<SettingsProblem> Problems { get; }

    /// <summary>File, or words such as <c>-p lr=1</c>, of the first problem.</summary>
    public string SourceName => Problems[0].At.Source;

    /// <summary>Line of the first problem from 1; 0 when it has none.</summary>
    public int Line => Problems[0].At.Line;

    /// <summary>Column of the first problem from 1; 0 when it has none.</summary>
    public int Column => Problems[0].At.Column;

    /// <summary>Key path of the first problem; empty when the text could not be read.</summary>
    public string Path => Problems[0].Path;
}

/// <summary>
/// Thrown when a setting is well-formed, but names what this machine cannot give: a port that is taken, a folder that
/// cannot be written, a host that does not resolve. Trying again is of no use until somebody changes something.
/// </summary>
/// <param name="message">Names the setting, its value and the reason.</param>
/// <param name="inner">What the system said; may be none.</param>
public sealed class UnusableSettingException(string message, Exception? inner = null) : Exception(message, inner);
