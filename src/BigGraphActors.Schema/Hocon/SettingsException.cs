namespace BigGraphActors.Schema.Hocon;

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
