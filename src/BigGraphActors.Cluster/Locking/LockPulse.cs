using System.Globalization;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Locking;

/// <summary>A sign of life of the bucket lock in the checkpoint directory: <c>ledger/pulse.txt</c> changes.</summary>
/// <remarks>
/// For seed nodes that start: after a netsplit the smaller side's would found a cluster of their own, claim the ledger
/// and so shut out the larger side, which they cannot hear. The directory is what both sides see. It only decides who
/// may found a cluster; that two locks do no harm is <see cref="RunLedger"/>'s work.
/// </remarks>
/// <param name="checkpoint">The checkpoint directory.</param>
internal sealed class LockPulse(CheckpointDirectory checkpoint)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private readonly string _path = Path.Combine(checkpoint.Root, "ledger", "pulse.txt");
    private DateTime _next;
    private long _beats;

    /// <summary>Shows that a life of the lock goes on; writes at most once a second, and never fails.</summary>
    public void Beat(int incarnation, DateTime now)
    {
        if (now < _next || checkpoint.Stop.IsCancellationRequested)
        {
            return;
        }

        _next = now + Interval;
        try
        {
            File.WriteAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{incarnation} {++_beats}\n"));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A process that may not write here cannot publish either, and says so.
        }
    }

    /// <summary>Takes the sign away when a life ends in good order.</summary>
    public void Stop()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It stands still then, which says the same.
        }
    }

    /// <summary>Whether it beat lately by this machine's clock, so that a closer look is worth the wait.</summary>
    public bool IsFresh() => DateTime.UtcNow - File.GetLastWriteTimeUtc(_path) < 5 * Interval;

    /// <summary>Whether somebody's lock lives; waits no longer than it takes to be sure.</summary>
    /// <param name="watch">How long nothing may change before the lock counts as dead.</param>
    public bool IsBeating(TimeSpan watch)
    {
        if (Read() is not { } first)
        {
            return false;
        }

        return SpinWait.SpinUntil(
            () =>
            {
                Task.Delay(Glance).Wait();
                return Read() is { } now && now != first;
            },
            watch);
    }

    private string? Read()
    {
        try
        {
            return File.ReadAllText(_path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
