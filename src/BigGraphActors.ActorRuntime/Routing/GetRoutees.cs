namespace Akka.Routing;

/// <summary>Asks a router for its <see cref="Routees"/>.</summary>
public sealed class GetRoutees
{
    /// <summary>The only one.</summary>
    public static readonly GetRoutees Instance = new();

    private GetRoutees() { }
}
