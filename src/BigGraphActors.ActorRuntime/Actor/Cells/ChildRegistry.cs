using Akka.Routing;

namespace Akka.Actor.Cells;

/// <summary>The children of one cell by name, and what the cell waits for while some of them die.</summary>
/// <remarks>Locked, because top-level actors are made, and paths resolved, by any thread.</remarks>
internal sealed class ChildRegistry(ActorCell owner)
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChildStats> _children = [];
    private readonly HashSet<LocalActorRef> _dying = [];
    private WaitReason _reason;
    private long _nextName;

    internal enum WaitReason
    {
        None,
        Recreation,
        Termination,
    }

    public LocalActorRef Create(Props props, string? name)
    {
        if (name is not null)
        {
            Check(name);
        }

        LocalActorRef child;
        lock (_lock)
        {
            if (_reason == WaitReason.Termination || owner.Mailbox.IsClosed)
            {
                throw new InvalidOperationException($"{owner.Self} is terminating and takes no more children");
            }

            name ??= NextName();
            if (_children.ContainsKey(name))
            {
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            }

            var path = new ChildActorPath(owner.Self.Path, name, Random.Shared.NextInt64(1, int.MaxValue));
            child = props.RouterConfig is Pool pool
                ? new RouterActorRef(owner.SystemCore, path, owner.SelfRef, props, pool)
                : new LocalActorRef(owner.SystemCore, path, owner.SelfRef, props);
            _children.Add(name, new ChildStats(child));
        }

        child.Start();
        return child;
    }

    public LocalActorRef? Find(string name, long uid)
    {
        lock (_lock)
        {
            return _children.TryGetValue(name, out var stats) && (uid == 0 || stats.Child.Path.Uid == uid)
                ? stats.Child : null;
        }
    }

    public IReadOnlyList<LocalActorRef> All()
    {
        lock (_lock)
        {
            return _children.Count == 0 ? [] : [.. _children.Values.Select(static stats => stats.Child)];
        }
    }

    public void ForEach(Action<LocalActorRef> action)
    {
        foreach (var child in All())
        {
            action(child);
        }
    }

    public ChildStats? StatsOf(IActorRef child)
    {
        lock (_lock)
        {
            return _children.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child) ? stats : null;
        }
    }

    public bool MarkDying(LocalActorRef child)
    {
        lock (_lock)
        {
            if (StatsOf(child) is null)
            {
                return false;
            }

            _dying.Add(child);
            return true;
        }
    }

    /// <returns>
    /// True when children are dying, and <see cref="ActorCell.ChildrenGone"/> will be called when they are gone.
    /// </returns>
    public bool WaitFor(WaitReason reason)
    {
        lock (_lock)
        {
            if (_dying.Count == 0 && reason != WaitReason.Termination)
            {
                return false;
            }

            _reason = reason;
            return _dying.Count > 0;
        }
    }

    public void Remove(LocalActorRef child)
    {
        WaitReason done;
        lock (_lock)
        {
            _children.Remove(child.Path.Name);
            _dying.Remove(child);
            if (_dying.Count > 0 || _reason == WaitReason.None)
            {
                return;
            }

            done = _reason;
            _reason = done == WaitReason.Termination ? done : WaitReason.None;
        }

        owner.ChildrenGone(done);
    }

    private static void Check(string name)
    {
        if (name.Length == 0)
        {
            throw new InvalidActorNameException("Actor name must not be empty.");
        }

        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(string.Create(CultureInfo.InvariantCulture,
                $"Illegal actor name [{name}]: letters, digits and -_.*$+:@&=,!~';(), and no $ first"));
        }
    }

    private string NextName()
    {
        var number = _nextName++;
        var name = "$";
        do
        {
            name += Digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);

        return name;
    }
}
