namespace Akka.Event;

/// <summary>Marks a message that vanishes silently when nobody is there for it.</summary>
public interface IDeadLetterSuppression;
