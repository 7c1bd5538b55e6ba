namespace Akka.Actor.Cells;

/// <summary>Messages put aside by one actor, in the order in which they came.</summary>
internal sealed class StashBuffer(ActorCell cell) : IStash
{
    private readonly List<Envelope> _stashed = [];

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public void Stash()
    {
        var current = cell.CurrentEnvelope;
        if (_stashed.Count > 0 && ReferenceEquals(_stashed[^1].Message, current.Message)
            && Equals(_stashed[^1].Sender, current.Sender))
        {
            throw new IllegalActorStateException($"Can't stash the same message {current.Message} more than once");
        }

        _stashed.Add(current);
    }

    public void Unstash()
    {
        if (_stashed.Count > 0)
        {
            cell.Mailbox.Prepend([_stashed[0]]);
            _stashed.RemoveAt(0);
        }
    }

    public void UnstashAll()
    {
        cell.Mailbox.Prepend(_stashed);
        _stashed.Clear();
    }

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        cell.Mailbox.Prepend([.. _stashed.Where(predicate)]);
        _stashed.Clear();
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] cleared = [.. _stashed];
        _stashed.Clear();
        return cleared;
    }

    public void Prepend(IEnumerable<Envelope> envelopes) => _stashed.InsertRange(0, envelopes);
}
