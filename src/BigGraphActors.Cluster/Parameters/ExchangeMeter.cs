using System.Diagnostics;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Measures what becomes a <see cref="ParameterReport"/>. Used by one thread.</summary>
internal sealed class ExchangeMeter
{
    private const int MostAges = 1 << 16;

    private readonly List<double> _ages = [];
    private long _since = Stopwatch.GetTimestamp();
    private long _rounds;
    private TimeSpan _roundTime;
    private int _unreached;
    private long _repaired;
    private long _bytes;
    private long _reportedBytes;

    /// <summary>Time since the last report.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_since);

    /// <summary>An exchange has ended.</summary>
    /// <param name="readAt">When the values that it replaces were read; 0 at the first one.</param>
    public void Add(long readAt)
    {
        if (readAt != 0 && _ages.Count < MostAges)
        {
            _ages.Add(Stopwatch.GetElapsedTime(readAt).TotalSeconds);
        }
    }

    /// <summary>A round has ended.</summary>
    public void EndRound(TimeSpan time, int unreached, long repaired, long bytes)
    {
        _rounds++;
        _roundTime = time;
        _unreached = unreached;
        _repaired = repaired;
        _bytes = bytes;
    }

    /// <summary>What was measured since the last call of this.</summary>
    public ParameterReport Report()
    {
        _ages.Sort();
        double longest = _ages.Count == 0 ? 0 : _ages[^1];
        double mostly = _ages.Count == 0 ? 0 : _ages[(_ages.Count - 1) * 99 / 100];
        ParameterReport report = new(
            _rounds,
            _roundTime,
            TimeSpan.FromSeconds(longest),
            TimeSpan.FromSeconds(mostly),
            _bytes - _reportedBytes,
            Elapsed,
            _unreached,
            _repaired);
        _ages.Clear();
        _rounds = 0;
        _reportedBytes = _bytes;
        _since = Stopwatch.GetTimestamp();
        return report;
    }
}
