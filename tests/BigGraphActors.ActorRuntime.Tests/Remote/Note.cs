namespace BigGraphActors.ActorRuntime.Tests.Remote;

/// <summary>A message that both nodes know.</summary>
public sealed record Note(string Text);

/// <summary>A message that nobody has a serializer for.</summary>
public sealed record Unbound(string Text);

/// <summary>A message that only the sender has a serializer for.</summary>
public sealed record OneSided(string Text);
