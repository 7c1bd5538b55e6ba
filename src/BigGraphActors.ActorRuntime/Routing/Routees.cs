namespace Akka.Routing;

/// <summary>The answer to <see cref="GetRoutees"/>.</summary>
/// <param name="routees">Those alive.</param>
public sealed class Routees(IEnumerable<Routee> routees)
{
    /// <summary>Those alive.</summary>
    public IEnumerable<Routee> Members { get; } = routees;
}
