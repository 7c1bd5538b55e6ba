namespace Akka;

/// <summary>The result of a task that has none.</summary>
public sealed class Done
{
    /// <summary>The only one.</summary>
    public static readonly Done Instance = new();

    private Done() { }
}
