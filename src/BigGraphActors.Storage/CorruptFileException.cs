namespace BigGraphActors.Storage;

/// <summary>
/// Thrown when a file's bytes are not what its format promises: damaged, cut short, or of another kind.
/// </summary>
/// <remarks>
/// The message names the file, the place, what was expected and what is there, so that a person can act.
/// </remarks>
public class CorruptFileException : Exception
{
    /// <summary>Describes one contradiction in one file.</summary>
    /// <param name="file">Path of the file, as the caller gave it.</param>
    /// <param name="offset">Byte offset of the contradiction from the start of the file; -1 when it has no one
    /// place.</param>
    /// <param name="expected">What the format, or the caller, needs there.</param>
    /// <param name="found">What is there instead.</param>
    public CorruptFileException(string file, long offset, string expected, string found)
        : this(file, offset, expected, found, null)
    {
    }

    /// <summary>Describes a contradiction that another component (such as a decompressor) ran into.</summary>
    /// <param name="file">Path of the file, as the caller gave it.</param>
    /// <param name="offset">Byte offset from the start of the file; -1 when it has no one place.</param>
    /// <param name="expected">What the format, or the caller, needs there.</param>
    /// <param name="found">What is there instead.</param>
    /// <param name="inner">The failure below, or none.</param>
    public CorruptFileException(string file, long offset, string expected, string found, Exception? inner)
        : base(Describe(file, offset, expected, found), inner)
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Where in the file, in bytes from its start; -1 when the whole file is meant.</summary>
    public long Offset { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }

    /// <summary>The value that the file has, for people.</summary>
    public string Found { get; }

    private static string Describe(string file, long offset, string expected, string found) =>
        offset < 0
            ? $"{file}: expected {expected}, found {found}"
            : $"{file}: at byte {offset}: expected {expected}, found {found}";
}
