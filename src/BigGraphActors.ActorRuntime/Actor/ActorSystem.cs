using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>The world that actors live in: dispatchers, scheduler, event stream, and the root of all paths.</summary>
/// <remarks>May differ: there are no setups; what the configuration says is all there is.</remarks>
public abstract partial class ActorSystem : IActorRefFactory, IDisposable
{
    private protected ActorSystem() { }

    /// <summary>Its name, part of every address.</summary>
    public abstract string Name { get; }

    /// <summary>What it was configured with.</summary>
    public abstract Settings Settings { get; }

    /// <summary>Its news.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Receives what reaches nobody, and publishes it as <see cref="DeadLetter"/>.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>The system's own log.</summary>
    public abstract ILoggingAdapter Log { get; }

    /// <summary>Its clock.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>Who writes and reads messages for other nodes.</summary>
    public abstract Akka.Serialization.Serialization Serialization { get; }

    /// <summary>Completes when every actor has stopped and every callback has run.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>Starts a system with the defaults.</summary>
    /// <param name="name">Letters, digits, <c>-</c> and <c>_</c>; equal on all nodes of a cluster.</param>
    public static ActorSystem Create(string name) => Create(name, Config.Empty);

    /// <summary>Starts a system.</summary>
    /// <param name="name">Letters, digits, <c>-</c> and <c>_</c>; equal on all nodes of a cluster.</param>
    /// <param name="config">Over the defaults.</param>
    /// <exception cref="ArgumentException">When the name is malformed.</exception>
    /// <exception cref="ConfigurationException">
    /// When a setting is wrong, or asks for what this runtime refuses.
    /// </exception>
    public static ActorSystem Create(string name, Config config)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name for a system: letters, digits, - and _, not - or _ first", nameof(name));
        }

        var system = new ActorSystemCore(name, config);
        system.Start();
        return system;
    }

    /// <inheritdoc/>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>Stops an actor after its current message.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>
    /// Ends the system: through <see cref="CoordinatedShutdown"/> unless <c>run-by-actor-system-terminate</c> is off.
    /// </summary>
    /// <returns><see cref="WhenTerminated"/>.</returns>
    public abstract Task Terminate();

    /// <summary>Runs code when the last actor has stopped, latest registered first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>Makes an extension unless it is there.</summary>
    /// <returns>The extension.</returns>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>Ends the system and waits for it, at most as long as all phases of the shutdown may take.</summary>
    public void Dispose()
    {
        Terminate().Wait(TimeSpan.FromSeconds(60));
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-_]*$")]
    private static partial Regex ValidName();
}
