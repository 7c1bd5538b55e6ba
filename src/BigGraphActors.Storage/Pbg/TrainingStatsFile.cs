using System.Globalization;
using System.Text;

namespace BigGraphActors.Storage.Pbg;

/// <summary><c>training_stats.json</c>: one JSON object a line, only ever longer.</summary>
internal static class TrainingStatsFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Adds lines; they are on the disk when this returns.</summary>
    /// <remarks>A last line that a crash cut off is removed first, because PBG could not read past it.</remarks>
    public static void Append(string path, IEnumerable<TrainingStatsLine> lines)
    {
        StringBuilder text = new();
        foreach (TrainingStatsLine line in lines)
        {
            text.Append(TrainingStatsJson.Write(line)).Append('\n');
        }

        byte[] bytes = Utf8.GetBytes(text.ToString());
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        long end = EndOfWholeLines(file);
        try
        {
            file.SetLength(end);
            file.Position = end;
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (IOException failure) when (DiskSpace.IsFull(failure))
        {
            file.SetLength(end);
            throw DiskSpace.Full(path, bytes.Length, failure);
        }
    }

    /// <summary>The lines in order; none where there is no file. A last line that was cut off is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onDamaged">Is told each whole line that cannot be read, with its number; may be none.</param>
    /// <remarks>The file is a log: a damaged line takes nothing with it but itself.</remarks>
    public static IEnumerable<TrainingStatsLine> Read(string path, Action<CorruptFileException>? onDamaged)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        bool endsWhole = EndOfWholeLines(file) == file.Length;
        file.Position = 0;
        using StreamReader reader = new(file, Utf8);
        string? next = reader.ReadLine();
        for (int number = 1; next is { } line; number++)
        {
            next = reader.ReadLine();
            bool isWhole = next is not null || endsWhole;
            string source = string.Create(CultureInfo.InvariantCulture, $"{path}:{number}");
            if (isWhole && line.Length > 0 && TryRead(line, source, onDamaged) is { } read)
            {
                yield return read;
            }
        }
    }

    private static TrainingStatsLine? TryRead(string line, string source, Action<CorruptFileException>? onDamaged)
    {
        try
        {
            return TrainingStatsJson.Read(line, source);
        }
        catch (CorruptFileException damaged)
        {
            onDamaged?.Invoke(damaged);
            return null;
        }
    }

    private static long EndOfWholeLines(FileStream file)
    {
        byte[] tail = new byte[4096];
        for (long end = file.Length; end > 0;)
        {
            int count = (int)Math.Min(tail.Length, end);
            file.Position = end - count;
            file.ReadExactly(tail, 0, count);
            int last = tail.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return end - count + last + 1;
            }

            end -= count;
        }

        return 0;
    }
}
