namespace Akka.Actor;

/// <summary>Marks a message that does not reset the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;
