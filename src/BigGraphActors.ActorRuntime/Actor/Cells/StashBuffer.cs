namespace Akka.Actor.Cells;

/// <summary>Messages put aside by one actor, in the order in which they came.</summary>
internal sealed class StashBuffer(ActorCell cell) : IStash
{
    private readonly List<Envelope> _stashed = [];

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
}
