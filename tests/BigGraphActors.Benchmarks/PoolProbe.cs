using System.Diagnostics;
using System.Globalization;

namespace BigGraphActors.Benchmarks;

/// <summary>Asks the thread pool every 20 ms, as a heartbeat does, and notes how long it takes to answer.</summary>
internal sealed class PoolProbe : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<double> _milliseconds = [];
    private readonly Thread _thread;

    public PoolProbe()
    {
        _thread = new Thread(Ask) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the asking.</summary>
    /// <returns>A line for people.</returns>
    public string Stop()
    {
        _stop.Cancel();
        _thread.Join();
        _milliseconds.Sort();
        double P(double share) => _milliseconds[(int)((_milliseconds.Count - 1) * share)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"thread pool   {P(0.5),8:F2} ms median to answer, {P(0.99):F2} p99, {P(1):F2} longest");
    }

    public void Dispose() => _stop.Dispose();

    private void Ask()
    {
        using ManualResetEventSlim answered = new();
        while (!_stop.Token.WaitHandle.WaitOne(20))
        {
            answered.Reset();
            long asked = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(static it => ((ManualResetEventSlim)it!).Set(), answered);
            answered.Wait();
            _milliseconds.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
    }
}
