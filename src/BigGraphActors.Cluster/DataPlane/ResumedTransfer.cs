using System.Diagnostics;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>How far a transfer has come, over all the connections that it takes.</summary>
/// <param name="settings">Attempts and waits.</param>
/// <param name="onProgress">Told the bytes that are whole, after each frame; or none.</param>
internal sealed class ResumedTransfer(DataPlaneSettings settings, Action<long>? onProgress)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private int _resumes;

    /// <summary>Bytes that arrived in whole and right frames: where the next connection goes on.</summary>
    public long Whole { get; private set; }

    /// <summary>Notes that bytes up to here are whole.</summary>
    public void Advance(long whole)
    {
        Whole = whole;
        onProgress?.Invoke(whole);
    }

    /// <summary>Runs a connection after the other until one comes to the end.</summary>
    /// <param name="attempt">One connection, from <see cref="Whole"/> on.</param>
    /// <param name="stop">Ends the waits between them.</param>
    /// <returns>What it came to. Connections in vain count from the last whole frame.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    public TransferReport Run(Action attempt, CancellationToken stop)
    {
        int inVain = 0;
        while (true)
        {
            long before = Whole;
            try
            {
                attempt();
                return Report(TransferRefusal.None, "");
            }
            catch (PlaneRefusedException refused)
            {
                return Report(refused.Refusal, refused.Message);
            }
            catch (IOException broken)
            {
                stop.ThrowIfCancellationRequested();
                inVain = Whole > before ? 1 : inVain + 1;
                if (inVain >= settings.Attempts)
                {
                    return Report(TransferRefusal.Unreachable, broken.Message);
                }

                _resumes++;
                if (stop.WaitHandle.WaitOne(settings.RetryDelay * (1 << (inVain - 1))))
                {
                    stop.ThrowIfCancellationRequested();
                }
            }
        }
    }

    /// <summary>What it has come to so far.</summary>
    public TransferReport Report(TransferRefusal refusal, string detail) =>
        new(refusal, detail, Whole, _resumes, Stopwatch.GetElapsedTime(_startedAt));
}

/// <summary>What a transfer came to.</summary>
/// <param name="Refusal">Why the table is not whole; <see cref="TransferRefusal.None"/> when it is.</param>
/// <param name="Detail">The same for people; empty when the table is whole.</param>
/// <param name="Bytes">Table bytes that arrived in whole frames.</param>
/// <param name="Resumes">How often the transfer was taken up again.</param>
/// <param name="Elapsed">Time from the call to the end.</param>
internal sealed record TransferReport(
    TransferRefusal Refusal, string Detail, long Bytes, int Resumes, TimeSpan Elapsed)
{
    /// <summary>Whether the destination holds the table, verified.</summary>
    public bool IsWhole => Refusal == TransferRefusal.None;
}
