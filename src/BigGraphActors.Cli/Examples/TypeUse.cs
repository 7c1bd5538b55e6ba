namespace BigGraphActors.Cli.Examples;

/// <summary>A type as a signature names it: the type itself, and the types given to it as arguments.</summary>
/// <param name="Name">Name of the type without arrays, pointers and references; none for a type parameter or an
/// unlisted type.</param>
/// <param name="Arguments">Names of all listed types inside the angle brackets, however deep.</param>
internal sealed record TypeUse(string? Name, IReadOnlyList<string> Arguments)
{
    /// <summary>A type that is not an entity of the graph.</summary>
    public static TypeUse Unlisted { get; } = new(null, []);

    /// <summary>A listed type without arguments.</summary>
    public static TypeUse Of(string? name) => name is null ? Unlisted : new TypeUse(name, []);
}
