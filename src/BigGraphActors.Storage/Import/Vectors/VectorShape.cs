using System.Buffers.Text;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>Refuses vectors that are longer than the configuration says, or are parted by something else.</summary>
/// <remarks>
/// Where blanks part a line, a name may hold blanks, so that the numbers too many of a longer vector would become part
/// of the name: <c>a 0.1 0.2 0.3</c> read with two elements is a vector of <c>a 0.1</c>.
/// </remarks>
internal static class VectorShape
{
    private const int SampleLines = 1000;
    private const double NearlyAll = 0.9;

    /// <summary>Looks at the first lines.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="text">Whole lines from its start.</param>
    /// <param name="dim">Elements of a vector by the configuration.</param>
    /// <exception cref="EdgeListException">The lines are certainly of another form.</exception>
    public static void Demand(string path, ReadOnlySpan<byte> text, int dim)
    {
        (int lines, int longer, int fractions, int wholes, int listed) = (0, 0, 0, 0, 0);
        TextLines all = new(text);
        while (lines < SampleLines && all.MoveNext())
        {
            ReadOnlySpan<byte> line = all.Current.Trim((byte)' ');
            if (line.IsEmpty || line.Contains((byte)'\t') || (lines == 0 && VectorLine.ReadHeader(line) is not null))
            {
                continue;
            }

            lines++;
            listed += !line.Contains((byte)' ') && line.Count((byte)',') + line.Count((byte)';') >= dim ? 1 : 0;
            if (TooMuch(line, dim, out bool hasFractions) is { IsEmpty: false } extra)
            {
                longer++;
                fractions += IsFraction(extra) ? 1 : 0;
                wholes += hasFractions ? 0 : 1;
            }
        }

        if (lines > 0 && listed >= lines * NearlyAll)
        {
            throw new EdgeListException(
                path, "parts the numbers by commas or semicolons; write tabs or blanks in their place");
        }

        bool isLonger = lines > 0 && longer >= lines * NearlyAll
            && (fractions >= longer * NearlyAll || wholes == longer);
        if (isLonger)
        {
            throw new EdgeListException(
                path,
                $"holds more than {dim} numbers behind the name on nearly every line; set dimension in the "
                + "configuration to how many there are");
        }
    }

    // The number before the last dim ones, if there is a name before it; empty otherwise.
    private static ReadOnlySpan<byte> TooMuch(ReadOnlySpan<byte> line, int dim, out bool hasFractions)
    {
        hasFractions = false;
        for (int i = 0; i <= dim; i++)
        {
            int cut = line.LastIndexOf((byte)' ');
            ReadOnlySpan<byte> word = line[(cut + 1)..];
            bool isNumber = Utf8Parser.TryParse(word, out double _, out int used) && used == word.Length;
            if (cut < 0 || !isNumber)
            {
                return [];
            }

            if (i == dim)
            {
                return word;
            }

            hasFractions |= IsFraction(word);
            line = line[..cut].TrimEnd((byte)' ');
        }

        return [];
    }

    private static bool IsFraction(ReadOnlySpan<byte> word) =>
        word.ContainsAny((byte)'.', (byte)'e', (byte)'E');
}
