using System.Globalization;

namespace BigGraphActors.Storage.Import;

/// <summary>An edge list cannot be read as asked: wrong file, wrong columns, or an unknown relation.</summary>
/// <remarks>
/// Thrown for a user's input, so the message stands alone: file, line where there is one, and a way out.
/// </remarks>
public sealed class EdgeListException : Exception
{
    /// <summary>A finding about a whole file.</summary>
    /// <param name="file">The path as the user gave it.</param>
    /// <param name="finding">What was found, what was expected, what to do.</param>
    public EdgeListException(string file, string finding)
        : base($"{file}: {finding}") => File = file;

    /// <summary>A finding about a whole file that another exception brought to light.</summary>
    public EdgeListException(string file, string finding, Exception inner)
        : base($"{file}: {finding}", inner) => File = file;

    /// <summary>A finding about one line.</summary>
    /// <param name="file">The path as the user gave it.</param>
    /// <param name="line">From 1.</param>
    /// <param name="finding">What was found, what was expected, what to do.</param>
    public EdgeListException(string file, long line, string finding)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {finding}"))
    {
        File = file;
        Line = line;
    }

    /// <summary>The edge list, as the user named it.</summary>
    public string File { get; }

    /// <summary>The line, from 1; none when the whole file is meant.</summary>
    public long? Line { get; }
}
