using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cli.Screens;

/// <summary>Says what goes wrong in a run once, and what came of it.</summary>
/// <remarks>
/// It holds a trainer's failure back until the run goes on. If the run ends instead, its end has the same reason, and
/// one message is enough. It says at once that the run waits for something, and says how long that took when the wait
/// is over. Events come one at a time.
/// </remarks>
/// <param name="say">Is given the lines.</param>
/// <param name="lineOf">The line of an event, or none.</param>
internal sealed class TroubleLog(Action<string> say, Func<NodeEvent, string?> lineOf)
{
    private readonly List<(string Reason, string Line)> _held = [];
    private string? _last;
    private (int Version, long Since)? _waiting;

    /// <summary>Shows the event if it tells of trouble.</summary>
    public void Tell(NodeEvent told)
    {
        switch (told.Event)
        {
            case TrainerFailed failed:
                Hold(failed.Reason, lineOf(told));
                break;
            case LeaseLost lost:
                Hold(lost.Reason, lineOf(told));
                break;
            case RunFinished end:
                _held.RemoveAll(held => end.Reason.Contains(held.Reason, StringComparison.Ordinal));
                SayHeld();
                break;
            case BucketStarted or PassFinished or TrainerRestarted:
                SayHeld();
                break;
            case CheckpointFailed failed:
                _waiting ??= (failed.Version, TimeProvider.System.GetTimestamp());
                Say(lineOf(told));
                break;
            case CheckpointCommitted committed when _waiting is { } waiting && committed.Version >= waiting.Version:
                _waiting = null;
                _last = null;
                say($"version {committed.Version} is written now, after "
                    + Figures.Span(TimeProvider.System.GetElapsedTime(waiting.Since)));
                break;
            default:
                Say(lineOf(told));
                break;
        }
    }

    private void Hold(string reason, string? line)
    {
        if (line is not null && !_held.Exists(held => held.Reason == reason))
        {
            _held.Add((reason, line));
        }
    }

    private void SayHeld()
    {
        _held.ForEach(held => Say(held.Line));
        _held.Clear();
    }

    // A lease that ends takes the next one with it, which with one bucket is that bucket's again.
    private void Say(string? line)
    {
        if (line is not null && line != _last)
        {
            _last = line;
            say(line);
        }
    }
}

/// <summary>A line for each event that tells of something going wrong which the run tries to get over.</summary>
internal static class TroubleLines
{
    /// <summary>The line, or none when the event tells of no trouble.</summary>
    public static string? LineOf(NodeEvent told) => told.Event switch
    {
        CheckpointFailed failed => $"version {failed.Version} is not done yet: {failed.Reason}",
        ParametersUnsaved unsaved =>
            $"slice {unsaved.Slice} of the shared parameters is not saved yet: {unsaved.Reason}",
        CopiesMissing missing =>
            $"node {new NodeName(told.Node).Address} waits for a copy of {missing.Partition}: {missing.Reason}",
        LeaseLost lost => $"bucket {lost.Bucket} goes back: {lost.Reason}",
        TrainerFailed failed => $"trainer {new NodeName(told.Node).Address} failed: {failed.Reason}",
        _ => null,
    };
}
