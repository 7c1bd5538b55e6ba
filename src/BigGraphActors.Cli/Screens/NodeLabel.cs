namespace BigGraphActors.Cli.Screens;

/// <summary>A node's name as people read it.</summary>
internal static class NodeLabel
{
    /// <summary>Host and port, without the number of its life.</summary>
    public static string Of(string node) => node.Split('#')[0];
}
