namespace BigGraphActors.Cli.Screens;

/// <summary>One line of a window that is written over again: how far, how fast, how long still.</summary>
/// <remarks>Silent where nobody watches. Any thread may report; at most ten reports a second are drawn.</remarks>
internal sealed class ProgressLine(TextWriter writer, bool isWindow, TimeProvider clock, Func<int>? columns = null)
{
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _lastDraw;
    private int _drawnLength;

    /// <summary>Draws the state of some work.</summary>
    /// <param name="what">What goes on, such as <c>epoch 3/10</c>.</param>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all; 0 where nobody knows.</param>
    /// <param name="unit">What is counted, such as <c>edges</c>.</param>
    /// <param name="elapsed">Time that <paramref name="done"/> took.</param>
    /// <param name="details">What is shown behind it, as far as the window is wide.</param>
    public void Report(
        string what, long done, long total, string unit, TimeSpan elapsed, string details = "") =>
        Draw(() => Compose(what, done, total, unit, elapsed) + details);

    /// <summary>Draws the state of work whose whole is known in another measure than what is counted.</summary>
    /// <param name="what">Name of the work, the first word of the line.</param>
    /// <param name="share">Bytes done and in all; 0 where nobody knows.</param>
    /// <param name="done">Units done.</param>
    /// <param name="unit">Word behind the count, in the plural.</param>
    /// <param name="elapsed">Time that it took.</param>
    public void ReportShare(string what, (long Done, long Total) share, long done, string unit, TimeSpan elapsed) =>
        Draw(() => Compose(what, share, done, unit, elapsed));

    /// <summary>Takes the line away before something else is written.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_drawnLength > 0)
            {
                writer.Write("\r" + new string(' ', _drawnLength) + "\r");
                writer.Flush();
                _drawnLength = 0;
                _lastDraw = 0;
            }
        }
    }

    /// <summary>The text of the line.</summary>
    internal static string Compose(string what, long done, long total, string unit, TimeSpan elapsed)
    {
        string amount = total > 0
            ? $"{Figures.Count(done)} of {Figures.Count(total)} {unit} ({Figures.Percent((double)done / total)})"
            : $"{Figures.Count(done)} {unit}";
        return $"{what}: {amount}{Speed(done, unit, elapsed)}{Left(done, total, elapsed)}";
    }

    /// <summary>The text of the line where the share is known in bytes.</summary>
    internal static string Compose(
        string what, (long Done, long Total) share, long done, string unit, TimeSpan elapsed)
    {
        string percent = share.Total > 0 ? $" ({Figures.Percent((double)share.Done / share.Total)})" : "";
        string left = Left(share.Done, share.Total, elapsed);
        return $"{what}: {Figures.Count(done)} {unit}{percent}{Speed(done, unit, elapsed)}{left}";
    }

    private static string Speed(long done, string unit, TimeSpan elapsed) => done > 0 && elapsed > TimeSpan.Zero
        ? $", {Figures.Rate(done / elapsed.TotalSeconds)} {unit}/s"
        : "";

    private static string Left(long done, long total, TimeSpan elapsed) => done > 0 && total > done
        ? $", {Figures.Span(elapsed * ((double)(total - done) / done))} left"
        : "";

    private void Draw(Func<string> compose)
    {
        if (!isWindow)
        {
            return;
        }

        lock (_lock)
        {
            if (_lastDraw != 0 && clock.GetElapsedTime(_lastDraw) < DrawInterval)
            {
                return;
            }

            _lastDraw = clock.GetTimestamp();
            string text = Fit(compose());
            writer.Write("\r" + text.PadRight(_drawnLength));
            writer.Flush();
            _drawnLength = text.Length;
        }
    }

    // A line that wraps could not be written over.
    private string Fit(string text)
    {
        int room = (columns?.Invoke() ?? Terminal.FixedWidth) - 1;
        return room > 0 && text.Length > room ? text[..room] : text;
    }
}
