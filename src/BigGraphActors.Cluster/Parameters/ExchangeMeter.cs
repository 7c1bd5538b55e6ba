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

/// <summary>What a trainer's exchange of parameters came to since the last report.</summary>
/// <param name="Rounds">Rounds over all slices.</param>
/// <param name="RoundTime">Time of the last one.</param>
/// <param name="Staleness">The longest that a change of this trainer waited for its exchange to end.</param>
/// <param name="StalenessP99">The same for 99 of 100 exchanges.</param>
/// <param name="Bytes">Bytes moved in both directions.</param>
/// <param name="Elapsed">Time since the last report.</param>
/// <param name="Unreached">Slices that the last round could not reach.</param>
/// <param name="Repaired">Elements that were no numbers, were not handed on, and were set back.</param>
internal sealed record ParameterReport(
    long Rounds,
    TimeSpan RoundTime,
    TimeSpan Staleness,
    TimeSpan StalenessP99,
    long Bytes,
    TimeSpan Elapsed,
    int Unreached,
    long Repaired);
