namespace Akka.Routing;

/// <summary>How a router spreads messages.</summary>
/// <remarks>May differ: only pools of fixed size are offered.</remarks>
public abstract class RouterConfig
{
    private protected RouterConfig() { }

    /// <summary>Which routee gets a message; null for all of them.</summary>
    internal abstract Routee? Select(Routee[] routees);
}
