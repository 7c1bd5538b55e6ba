using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cluster.Locking;

/// <summary>The lock's journal: one file <c>ledger/incarnation-N.jsonl</c> for each of its lives.</summary>
/// <remarks>
/// A life claims its number by creating its file, which only one can, and then reads what the last one left. An older
/// life that still runs (a netsplit, a stopped process) finds the newer file when it next appends. It looks before and
/// after: a record that it managed to write before the newer file was made is read by the newer life, and one written
/// later is never acted upon. Used by one thread; nothing is kept open.
/// </remarks>
internal sealed class RunLedger
{
    private const long LongestFile = 4 << 20;

    private readonly ICheckpointFiles _files;
    private long _length;

    private RunLedger(ICheckpointFiles files, int incarnation)
    {
        _files = files;
        Incarnation = incarnation;
        foreach (string name in files.List(LedgerFence.Folder).Where(LedgerFence.IsAboutToBeRenamed))
        {
            files.Delete($"{LedgerFence.Folder}/{name}");
        }

        Committed = files.ReadVersion();
        Recovered = ReadLast(files, incarnation, out int damaged);
        DamagedBytes = damaged;
    }

    /// <summary>Number of this life, from 1.</summary>
    public int Incarnation { get; }

    /// <summary>
    /// Records of the last life that left any, a <see cref="StateRecord"/> first; empty where there is none.
    /// </summary>
    public IReadOnlyList<LedgerRecord> Recovered { get; }

    /// <summary>The checkpoint's committed version, which no older life can change any more.</summary>
    public int Committed { get; }

    /// <summary>
    /// Bytes at the end of that life's file that are no whole record: cut off by a crash, or damaged.
    /// </summary>
    public int DamagedBytes { get; }

    /// <summary>Begins a life of the lock.</summary>
    /// <exception cref="IOException">When the directory cannot be written to.</exception>
    public static RunLedger Claim(ICheckpointFiles files)
    {
        int incarnation;
        do
        {
            incarnation = LedgerFence.NewestIncarnation(files) + 1;
        }
        while (!files.TryCreate(LedgerFence.NameOf(incarnation)));

        return new RunLedger(files, incarnation);
    }

    /// <summary>Writes this life's first record, which replaces all older files.</summary>
    /// <param name="state">What <see cref="BucketLockState.Recover"/> made of <see cref="Recovered"/>.</param>
    /// <exception cref="LedgerFencedException">When a later life has begun.</exception>
    /// <exception cref="IOException">When it cannot be written; may be repeated.</exception>
    public void Begin(StateRecord state)
    {
        Append([state]);
        foreach (int old in LedgerFence.Lives(_files).Where(number => number < Incarnation).ToArray())
        {
            _files.Delete(LedgerFence.NameOf(old));
        }
    }

    /// <summary>Makes a decision durable; only then may its effects be performed.</summary>
    /// <exception cref="LedgerFencedException">
    /// When a later life has begun: nothing of the decision may be acted upon, and this life is over.
    /// </exception>
    /// <exception cref="IOException">
    /// When it cannot be written (a full disk): the decision is dropped, the state before it holds.
    /// </exception>
    public void Append(LockDecision decision)
    {
        if (decision.Records.Count == 0)
        {
            return;
        }

        Append(decision.Records);
        if (_length > LongestFile && decision.Records.Any(record => record is PublishedRecord))
        {
            Shorten(decision.Next);
        }
    }

    /// <summary>
    /// A life that died before its first record was whole left nothing; then the one before it counts.
    /// </summary>
    private static IReadOnlyList<LedgerRecord> ReadLast(ICheckpointFiles files, int before, out int damaged)
    {
        foreach (int number in LedgerFence.Lives(files).Where(number => number < before).OrderDescending())
        {
            byte[] bytes = files.TryRead(LedgerFence.NameOf(number)) ?? [];
            IReadOnlyList<LedgerRecord> records = LedgerLine.Read(bytes, out int length);
            if (records.Count > 0 && records[0] is StateRecord)
            {
                damaged = bytes.Length - length;
                return records;
            }
        }

        damaged = 0;
        return [];
    }

    // The decision is durable by now: where the shorter file cannot be written, the longer one goes on.
    private void Shorten(BucketLockState state)
    {
        byte[] bytes = LedgerLine.Write([state.ToRecord()]);
        try
        {
            _files.Replace(LedgerFence.NameOf(Incarnation), bytes);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException
            or OperationCanceledException)
        {
            return;
        }

        _length = bytes.Length;
        LedgerFence.Guard(_files, Incarnation);
    }

    private void Append(IReadOnlyList<LedgerRecord> records)
    {
        LedgerFence.Guard(_files, Incarnation);
        byte[] bytes = LedgerLine.Write(records);
        try
        {
            _files.Append(LedgerFence.NameOf(Incarnation), _length, bytes);
        }
        catch (IOException)
        {
            // A later life deletes this one's file when it has no more use for it.
            LedgerFence.Guard(_files, Incarnation);
            throw;
        }

        _length += bytes.Length;
        LedgerFence.Guard(_files, Incarnation);
    }
}
