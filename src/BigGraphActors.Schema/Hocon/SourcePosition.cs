namespace BigGraphActors.Schema.Hocon;

/// <summary>Where a piece of text stands: for messages that a person can jump to.</summary>
/// <param name="Source">File as the caller named it, or words such as <c>-p lr=1</c>.</param>
/// <param name="Line">From 1; 0 when the text has no lines of its own.</param>
/// <param name="Column">Characters (UTF-16 units) from 1; 0 together with the line.</param>
public readonly record struct SourcePosition(string Source, int Line, int Column)
{
    /// <summary>A place without lines, such as an environment variable.</summary>
    public static SourcePosition Of(string source) => new(source, 0, 0);

    /// <summary><c>source:line:column</c>, the form that editors understand.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
