using System.Text;

namespace BigGraphActors.Cli.Examples;

/// <summary>Text files that are the same bytes on every system.</summary>
internal static class TextFiles
{
    /// <summary>Opens a file to write, replacing an older one; UTF-8 without a mark, lines end in LF.</summary>
    public static StreamWriter Create(string path) =>
        new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16)
        {
            NewLine = "\n",
        };
}
