namespace Akka.Actor;

/// <summary>A decider from a function.</summary>
/// <param name="decider">Called on the supervisor's turn.</param>
public sealed class LocalOnlyDecider(Func<Exception, Directive> decider) : IDecider
{
    /// <inheritdoc/>
    public Directive Decide(Exception cause) => decider(cause);
}
