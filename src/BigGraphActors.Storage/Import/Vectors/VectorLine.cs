using System.Buffers.Text;
using System.Text.Unicode;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>A line of a name and numbers, parted by tabs or, where there is no tab, by blanks.</summary>
internal static class VectorLine
{
    /// <summary>Takes a line apart.</summary>
    /// <param name="line">Without its break.</param>
    /// <param name="values">As many numbers as are expected behind the name; overwritten.</param>
    /// <param name="name">What stands before them; with blanks it may hold blanks itself.</param>
    /// <returns>What is wrong with the line, or none.</returns>
    public static string? Read(ReadOnlySpan<byte> line, Span<float> values, out ReadOnlySpan<byte> name)
    {
        byte parter = line.Contains((byte)'\t') ? (byte)'\t' : (byte)' ';
        ReadOnlySpan<byte> rest = line.TrimEnd(parter);
        for (int at = values.Length - 1; at >= 0; at--)
        {
            int cut = rest.LastIndexOf(parter);
            if (cut < 0)
            {
                name = default;
                return $"holds {values.Length - 1 - at} numbers behind the name, expected {values.Length}";
            }

            ReadOnlySpan<byte> word = rest[(cut + 1)..];
            if (!Utf8Parser.TryParse(word, out values[at], out int used) || used != word.Length)
            {
                name = default;
                return $"element {at} is no number: '{RejectionLog.Shorten(word)}'";
            }

            if (!float.IsFinite(values[at]))
            {
                name = default;
                return $"element {at} is not finite: '{RejectionLog.Shorten(word)}'";
            }

            rest = rest[..cut];
        }

        name = rest;
        if (rest.IsEmpty)
        {
            return "the name is empty";
        }

        if (!Utf8.IsValid(rest))
        {
            return "the name is not UTF-8";
        }

        return parter == '\t' && rest.Contains((byte)'\t')
            ? $"holds more than {values.Length} numbers behind the name"
            : null;
    }

    /// <summary>The name of a line, without a look at its numbers; the whole line where there are too few columns.
    /// </summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> line, int count)
    {
        int tab = line.IndexOf((byte)'\t');
        if (tab >= 0)
        {
            return line[..tab];
        }

        ReadOnlySpan<byte> rest = line.TrimEnd((byte)' ');
        for (int i = 0; i < count; i++)
        {
            int cut = rest.LastIndexOf((byte)' ');
            if (cut < 0)
            {
                return line;
            }

            rest = rest[..cut];
        }

        return rest;
    }

    /// <summary>
    /// The counts that the published Wikidata vectors begin with: entities, relations, dimension. Word2vec, gensim,
    /// fastText and node2vec leave the relations out, and have none.
    /// </summary>
    public static VectorHeader? ReadHeader(ReadOnlySpan<byte> line)
    {
        Span<long> counts = stackalloc long[3];
        int found = 0;
        foreach (Range range in line.SplitAny((byte)'\t', (byte)' '))
        {
            ReadOnlySpan<byte> word = line[range];
            if (word.IsEmpty)
            {
                continue;
            }

            if (found == 3 || !Utf8Parser.TryParse(word, out counts[found], out int used) || used != word.Length)
            {
                return null;
            }

            found++;
        }

        if (found == 2)
        {
            (counts[1], counts[2]) = (0, counts[1]);
        }

        bool isHeader = found >= 2 && counts[0] > 0 && counts[1] is >= 0 and <= int.MaxValue
            && counts[2] is > 0 and <= int.MaxValue;
        return isHeader ? new VectorHeader(counts[0], (int)counts[1], (int)counts[2]) : null;
    }
}

/// <summary>Walks over the lines of a text file, plain or packed, which a thread of its own reads ahead.</summary>
internal static class VectorLines
{
    /// <summary>Is handed a line and its number from 1; the bytes are gone when it returns.</summary>
    public delegate void Handler(ReadOnlySpan<byte> line, long number);

    /// <summary>The first lines, at least one.</summary>
    /// <exception cref="EdgeListException">The file is empty, or of another format.</exception>
    public static byte[] First(string path, CancellationToken stop)
    {
        using TextBlockReader reader = new(path, stop);
        if (reader.IsPipe)
        {
            throw new EdgeListException(
                path, "is a pipe, and vectors are read several times; write them to a file first");
        }

        if (reader.IsParquet)
        {
            throw new EdgeListException(
                path, "is a Parquet file; vectors are read from text: a name and its numbers on each line");
        }

        TextBlock block = reader.Blocks().FirstOrDefault()
            ?? throw new EdgeListException(path, "the file is empty; expected a name and its vector on each line");
        ReadOnlySpan<byte> text = block.Text;
        text = text.StartsWith(TextFormat.Utf8Mark) ? text[TextFormat.Utf8Mark.Length..] : text;
        ForeignText.Refuse(path, text);
        return text.ToArray();
    }

    /// <summary>Hands over every line that is not blank.</summary>
    /// <param name="path">Path of the text, plain or compressed.</param>
    /// <param name="handle">Is called with each line.</param>
    /// <param name="progress">Is told after each block the bytes read and those of the file; may be none.</param>
    /// <param name="stop">Ends it between two blocks.</param>
    public static void Walk(string path, Handler handle, Action<long, long>? progress, CancellationToken stop)
    {
        using TextBlockReader reader = new(path, stop);
        long number = 0;
        foreach (TextBlock block in reader.Blocks())
        {
            ReadOnlySpan<byte> text = block.Text;
            if (number == 0 && text.StartsWith(TextFormat.Utf8Mark))
            {
                text = text[TextFormat.Utf8Mark.Length..];
            }

            if (number == 0)
            {
                ForeignText.Refuse(path, text);
            }

            TextLines lines = new(text);
            while (lines.MoveNext())
            {
                number++;
                if (!lines.IsBlank)
                {
                    handle(lines.Current, number);
                }
            }

            progress?.Invoke(block.FileBytesRead, reader.FileBytes);
            reader.Return(block);
            stop.ThrowIfCancellationRequested();
        }
    }
}
