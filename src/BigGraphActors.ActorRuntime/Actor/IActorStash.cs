namespace Akka.Actor;

/// <summary>What all stashing actors share; implement <see cref="IWithStash"/>.</summary>
public interface IActorStash
{
    /// <summary>Set by the runtime after the constructor has run.</summary>
    IStash Stash { get; set; }
}
