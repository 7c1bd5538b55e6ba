namespace Akka.Actor;

/// <summary>Something there is once in an actor system.</summary>
public interface IExtension;
