namespace Akka.Cluster.Protocol;

/// <summary>Suspicion from the times between heartbeats: how unlikely is it that the next one is merely late?</summary>
/// <remarks>
/// Hayashibara, Defago, Yared, Katayama: "The phi accrual failure detector" (2004). The normal distribution's tail is
/// taken by a logistic approximation. Time is an argument, in milliseconds of any clock that does not go back.
/// </remarks>
internal sealed class AccrualDetector(DetectorSettings settings)
{
    private readonly Queue<double> _intervals = new();
    private double _sum;
    private double _squares;
    private double _last = double.NaN;

    /// <summary>A sign of life.</summary>
    public void Heard(double now)
    {
        if (double.IsNaN(_last))
        {
            // Nothing is known yet: assume the configured rhythm, with a wide spread.
            var mean = settings.HeartbeatInterval.TotalMilliseconds;
            Add(mean - (mean / 4));
            Add(mean + (mean / 4));
        }
        else if (IsAvailable(now))
        {
            Add(now - _last);
        }

        _last = now;
    }

    /// <summary>Starts the wait without a sign of life, so that a node that never speaks is found out too.</summary>
    public void Expect(double now)
    {
        if (double.IsNaN(_last))
        {
            Heard(now);
        }
    }

    /// <summary>This process itself stood still for a while: nobody else is to blame for it.</summary>
    public void Forgive(double pause) => _last += pause;

    public bool IsAvailable(double now) => double.IsNaN(_last) || Phi(now) < settings.Threshold;

    /// <summary>0 for no suspicion; each 1 more is ten times less likely to be a mistake.</summary>
    public double Phi(double now)
    {
        if (double.IsNaN(_last))
        {
            return 0;
        }

        var mean = _sum / _intervals.Count;
        var variance = Math.Max(0, (_squares / _intervals.Count) - (mean * mean));
        var deviation = Math.Max(Math.Sqrt(variance), settings.MinStdDeviation.TotalMilliseconds);
        var y = (now - _last - mean - settings.AcceptablePause.TotalMilliseconds) / deviation;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return y > 0 ? -Math.Log10(e / (1 + e)) : -Math.Log10(1 - (1 / (1 + e)));
    }

    private void Add(double interval)
    {
        _intervals.Enqueue(interval);
        _sum += interval;
        _squares += interval * interval;
        if (_intervals.Count > settings.MaxSamples)
        {
            var oldest = _intervals.Dequeue();
            _sum -= oldest;
            _squares -= oldest * oldest;
        }
    }
}
