using Akka.Actor;

namespace Akka.Remote.Wire;

/// <summary>The receiver's half of <see cref="PathTable"/>.</summary>
internal sealed class PathReader(ActorSystemCore system)
{
    private readonly (string? Path, IInternalActorRef? Known)[] _entries = new (string?,
        IInternalActorRef?)[PathTable.Most];

    public IInternalActorRef? Read(ref FrameCursor cursor)
    {
        var number = cursor.UInt16();
        if (number == PathTable.None)
        {
            return null;
        }

        if (number == PathTable.Inline)
        {
            return Resolve(cursor.Text());
        }

        var slot = number & ~PathTable.Definition;
        if (slot >= PathTable.Most)
        {
            throw new RemoteException($"Path number {slot}");
        }

        if ((number & PathTable.Definition) != 0)
        {
            _entries[slot] = (cursor.Text(), null);
        }

        return Look(ref _entries[slot]);
    }

    private IInternalActorRef Look(ref (string? Path, IInternalActorRef? Known) entry)
    {
        if (entry.Known is { IsTerminated: false } known)
        {
            return known;
        }

        var found = Resolve(entry.Path ?? throw new RemoteException("A path number that was never given"));

        // Without an incarnation the path may mean someone else next time.
        entry.Known = found.Path.Uid != 0 ? found : null;
        return found;
    }

    private IInternalActorRef Resolve(string path) => (IInternalActorRef)system.ResolveActorRef(path);
}
