namespace Akka.Actor;

/// <summary>A message that the runtime handles itself, before the actor's behaviour.</summary>
internal interface IAutoReceivedMessage;
