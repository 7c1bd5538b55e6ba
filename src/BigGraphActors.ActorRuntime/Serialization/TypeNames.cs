namespace Akka.Serialization;

/// <summary>Classes named by a node's own configuration. Never used for names that came over the wire.</summary>
internal static class TypeNames
{
    /// <summary>The class, or null; an <c>Akka</c> class is looked for here, whatever assembly the name says.</summary>
    public static Type? Load(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var bare = (comma < 0 ? name : name[..comma]).Trim();
        return bare.StartsWith("Akka.", StringComparison.Ordinal) && typeof(TypeNames).Assembly.GetType(bare) is { } own
            ? own
            : Type.GetType(name, throwOnError: false);
    }
}
