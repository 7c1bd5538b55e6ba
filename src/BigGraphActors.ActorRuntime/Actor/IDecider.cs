namespace Akka.Actor;

/// <summary>Chooses a directive for a failure.</summary>
public interface IDecider
{
    /// <summary>Called on the supervisor's turn.</summary>
    Directive Decide(Exception cause);
}
