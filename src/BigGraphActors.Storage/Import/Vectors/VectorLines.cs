namespace BigGraphActors.Storage.Import.Vectors;

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
