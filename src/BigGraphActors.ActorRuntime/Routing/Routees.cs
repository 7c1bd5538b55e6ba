namespace Akka.Routing;

/// <summary>The answer to <see cref="GetRoutees"/>.</summary>
/// <param name="Members">Those alive.</param>
public sealed record Routees(IEnumerable<Routee> Members);
