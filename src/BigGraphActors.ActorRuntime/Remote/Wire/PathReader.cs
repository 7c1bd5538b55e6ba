namespace Akka.Remote.Wire;

/// <summary>The receiver's half of <see cref="PathTable"/>.</summary>
internal sealed class PathReader(ActorSystemCore system)
{
    // Made with the first path: a stranger gets none.
    private (string? Path, InternalActorRef? Known)[]? _entries;
    private int _characters;

    public InternalActorRef? Read(ref FrameCursor cursor)
    {
        var number = cursor.UInt16();
        if (number == PathTable.None)
        {
            return null;
        }

        if (number == PathTable.Inline)
        {
            return Resolve(cursor.Text(PathTable.MostBytes));
        }

        var slot = number & ~PathTable.Definition;
        if (slot >= PathTable.Most)
        {
            throw new RemoteException($"Path number {slot}");
        }

        _entries ??= new (string?, InternalActorRef?)[PathTable.Most];
        if ((number & PathTable.Definition) != 0)
        {
            Define(ref _entries[slot], cursor.Text(PathTable.MostBytes));
        }

        return Look(ref _entries[slot]);
    }

    private void Define(ref (string? Path, InternalActorRef? Known) entry, string path)
    {
        _characters += path.Length - (entry.Path?.Length ?? 0);
        if (_characters > 2 * PathTable.MostCharacters)
        {
            throw new RemoteException($"Paths of more than {2 * PathTable.MostCharacters} characters");
        }

        entry = (path, null);
    }

    private InternalActorRef Look(ref (string? Path, InternalActorRef? Known) entry)
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

    private InternalActorRef Resolve(string path) => (InternalActorRef)system.ResolveActorRef(path);
}
