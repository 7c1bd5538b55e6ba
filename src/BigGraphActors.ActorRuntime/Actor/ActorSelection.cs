namespace Akka.Actor;

/// <summary>A path looked up anew for each message; nobody there means a dead letter.</summary>
/// <remarks>May differ: <c>*</c> and <c>?</c> match children of this process only.</remarks>
public sealed class ActorSelection : ICanTell
{
    private readonly string[] _elements;

    /// <summary>A path from an anchor.</summary>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        _elements = [.. elements];
    }

    /// <summary>Where the path starts.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The path from there.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        var from = sender ?? Cells.ActorCell.Current?.Self;
        new ActorSelectionMessage(message, _elements).Deliver((InternalActorRef)Anchor, from);
    }

    /// <summary>The actor at the path.</summary>
    /// <exception cref="ActorNotFoundException">In the task: nobody answered in time, or nobody is there.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(null!), timeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException late)
        {
            throw new ActorNotFoundException($"{this} did not answer in {timeout}", late);
        }

        return identity.Subject ?? throw new ActorNotFoundException($"Nobody is at {this}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}), Path({PathString})]";
}
