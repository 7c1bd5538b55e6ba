using System.Collections.Concurrent;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Reads one edge list, block by block on several threads, and accounts for it in the order of its lines.
/// </summary>
/// <remarks>
/// Lines = header + comments + blank + continued + rejected + edges. The first block decides the list's shape. Blocks
/// up to the first edge are parsed by the caller, one after the other, because what they hold decides how the others
/// are read. When many lines do not fit, the list was taken for what it is not, and is refused.
/// </remarks>
internal sealed class EdgeFileReader(
    string path, ImportSettings settings, GraphScan scan, RejectionLog rejections)
{
    private readonly EdgeListHead _head = new(path, settings);
    private readonly ConcurrentBag<(EdgeBlockParser Parser, EdgeSink Sink)> _parsers = [];
    private readonly Queue<Pending> _pending = new();
    private byte[] _begun = [];
    private long _textBytes;
    private bool _isStarted;
    private bool _isQuoteOpen;

    /// <summary>The list, as the user named it.</summary>
    public string Path => path;

    /// <summary>What was counted so far.</summary>
    public EdgeFileCounts Counts { get; } = new();

    /// <summary>What parts the columns; decided once the first block is there.</summary>
    public ColumnDelimiter Delimiter => _head.Delimiter;

    /// <summary>What was doubtful about the shape; whole sentences.</summary>
    public IReadOnlyList<string> Notes => _head.Shape?.Notes ?? [];

    /// <summary>The names of the columns of both ends, where the first line or a schema gives them; empty otherwise.
    /// </summary>
    public IReadOnlyList<string> HeaderNames =>
        _head.NamesOf(_head.Columns.Lhs, _head.Columns.Rhs) is [{ } lhs, { } rhs] ? [lhs, rhs] : [];

    /// <summary>Whether a first line was skipped because it names the columns.</summary>
    public bool HasSkippedHeader => _head.Header.Length > 0;

    /// <summary>Columns whose names say that they are something else than what they are read as; whole sentences.
    /// </summary>
    public IEnumerable<string> NameNotes()
    {
        ImportColumns columns = _head.Columns;
        (int? Column, ColumnRole Role)[] all =
        [
            (columns.Lhs, ColumnRole.Lhs), (columns.Relation, ColumnRole.Relation),
            (columns.Rhs, ColumnRole.Rhs), (columns.Weight, ColumnRole.Weight),
        ];
        (int Column, ColumnRole Role)[] read = [.. all.Where(one => one.Column is not null).Select(
            one => (one.Column!.Value, one.Role))];
        string?[] names = _head.NamesOf([.. read.Select(one => one.Column)]);
        string[] others = [.. read.Zip(names)
            .Where(pair => pair.Second is { } name && HeaderWords.RoleOf(name) is { } role
                && role is not ColumnRole.None && role != pair.First.Role)
            .Select(pair => $"column {pair.First.Column} is named '{pair.Second}' and read as "
                + $"{columns.SettingOf(pair.First.Column)}")];
        if (others.Length > 0)
        {
            yield return $"The columns of {path} have other names than what they are read as: "
                + $"{string.Join(", ", others)}.";
        }
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="meter">Is told the progress after each block.</param>
    /// <param name="edgesBefore">Edges of the files before, for the progress.</param>
    /// <param name="stop">Stops between two blocks.</param>
    /// <exception cref="EdgeListException">The file, its columns or a relation are not as the settings say.</exception>
    public void Read(ProgressMeter meter, long edgesBefore, CancellationToken stop)
    {
        // What sorting and joining take later is free for a row group until then.
        using TextBlockReader reader = new(path, stop, _head.Columns.All, scan.Memory.WorkBytes);
        if (reader.IsParquet)
        {
            _head.BeTable(reader.Columns);
        }

        Action<Pending> settle = done =>
        {
            bool isFirst = Counts.Edges == 0;
            Account(done.Task.GetAwaiter().GetResult());
            if (isFirst && Counts.Edges > 0)
            {
                // Bytes of text for an edge are known now; a packed file has more text than bytes.
                scan.Demand(reader.FileBytes / _textBytes * Counts.Edges);
            }

            meter.Rejected = rejections.Count;
            meter.Report(done.FileBytesRead, edgesBefore + Counts.Edges, null);
            if (done.Block is { } block)
            {
                reader.Return(block);
            }

            stop.ThrowIfCancellationRequested();
        };
        try
        {
            foreach (TextBlock block in reader.Blocks())
            {
                Take(block, settle);
            }

            SettleBeyond(0, settle);
            Account(Parse(_begun, isEnd: true));
        }
        finally
        {
            Forget();
        }

        Counts.Entries = _head.Entries;
        Counts.FirstSizes = _head.FirstSizes;
        Counts.HasHeaderWords = _head.HasHeaderWords;
        new EdgeFileOutcome(path, Counts, rejections).Check(Counts.Edges, scan);
        meter.BytesBefore += reader.FileBytes;
    }

    // Parsers hold sinks, so that none may be at work when the scan goes on or ends.
    private void Forget()
    {
        foreach (Pending pending in _pending)
        {
            ((IAsyncResult)pending.Task).AsyncWaitHandle.WaitOne();
        }

        _pending.Clear();
        while (_parsers.TryTake(out (EdgeBlockParser Parser, EdgeSink Sink) parser))
        {
            scan.Return(parser.Sink);
        }
    }

    private void Take(TextBlock block, Action<Pending> settle)
    {
        ReadOnlyMemory<byte> text = block.Buffer.AsMemory(0, block.Length);
        TextBlock? lent = block;
        if (_begun.Length > 0)
        {
            text = (byte[])[.. _begun, .. text.Span];
        }

        if (_head.IsFirstEdgeDue || scan.Memory.Threads == 1)
        {
            BlockOutcome outcome = Parse(text, isEnd: false);
            _begun = outcome.Unfinished;
            settle(new Pending(Task.FromResult(outcome), lent, block.FileBytesRead));
            return;
        }

        _begun = UnfinishedOf(text.Span);
        long sequence = scan.Reserve(text.Length);
        Task<BlockOutcome>? before = _pending.LastOrDefault()?.Task;
        bool wasOpen = _isQuoteOpen;
        Func<bool> wasQuoteOpen = () => before?.GetAwaiter().GetResult().IsQuoteOpen ?? wasOpen;
        Task<BlockOutcome> task = Task.Factory.StartNew(
            () => ParseOn(text, sequence, wasQuoteOpen),
            CancellationToken.None,
            TaskCreationOptions.PreferFairness,
            TaskScheduler.Default);
        _pending.Enqueue(new Pending(task, lent, block.FileBytesRead));
        SettleBeyond(scan.Memory.Threads, settle);
    }

    private void SettleBeyond(int most, Action<Pending> settle)
    {
        while (_pending.Count > most)
        {
            Pending first = _pending.Peek();
            settle(first);
            _pending.Dequeue();
        }
    }

    // Only a quoted cell goes on behind a block.
    private byte[] UnfinishedOf(ReadOnlySpan<byte> text)
    {
        if (!_head.Rules.Delimiter.IsQuoting || !text.Contains((byte)'"'))
        {
            return [];
        }

        TextRecords records = new(text, _head.Rules, isEnd: false);
        while (records.MoveNext())
        {
        }

        return records.Unfinished.ToArray();
    }

    private BlockOutcome Parse(ReadOnlyMemory<byte> text, bool isEnd)
    {
        if (!_isStarted && !text.IsEmpty)
        {
            _isStarted = true;
            bool isDecided = _head.Shape is not null;
            text = text[_head.Start(text.Span, rejections.HasLimit)..];
            int skippedLines = !isDecided && _head.Shape!.SkippedBytes > 0 ? 1 : 0;
            Counts.Lines += skippedLines;
            Counts.Comments += skippedLines;
        }

        if (!_isStarted)
        {
            return new BlockOutcome();
        }

        (EdgeBlockParser parser, EdgeSink sink) = TakeParser();
        bool wasOpen = _isQuoteOpen;
        _textBytes += text.Length;
        BlockOutcome outcome = parser.Parse(
            text.Span, scan.Reserve(text.Length), Counts.Lines, isEnd, () => wasOpen);
        _parsers.Add((parser, sink));
        return outcome;
    }

    private BlockOutcome ParseOn(ReadOnlyMemory<byte> text, long sequence, Func<bool> wasQuoteOpen)
    {
        (EdgeBlockParser parser, EdgeSink sink) = TakeParser();
        try
        {
            return parser.Parse(text.Span, sequence, linesBefore: 0, isEnd: false, wasQuoteOpen);
        }
        finally
        {
            _parsers.Add((parser, sink));
        }
    }

    private (EdgeBlockParser Parser, EdgeSink Sink) TakeParser()
    {
        if (!_parsers.TryTake(out (EdgeBlockParser Parser, EdgeSink Sink) parser))
        {
            EdgeSink sink = scan.Take();
            parser = (new EdgeBlockParser(_head, scan.Vocabulary, sink), sink);
        }

        return parser;
    }

    private void Account(BlockOutcome block)
    {
        long linesBefore = Counts.Lines;
        Counts.Add(block);
        _isQuoteOpen = block.IsQuoteOpen;
        foreach ((long line, LineFault fault, byte[] text) in block.Rejections)
        {
            Counts.Rejected++;
            Counts.FirstRejection ??=
                $"the first at line {linesBefore + line}: column {fault.Column}: {fault.Reason}";
            Counts.RejectedByShape += fault.IsOfShape ? 1 : 0;
            rejections.Add(path, linesBefore + line, fault, text);
        }

        if (block.Failure is { } failure)
        {
            throw new EdgeListException(path, linesBefore + failure.Line, failure.Finding);
        }
    }

    private sealed record Pending(Task<BlockOutcome> Task, TextBlock? Block, long FileBytesRead);
}
