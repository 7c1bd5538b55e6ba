namespace BigGraphActors.Schema.Graph;

/// <summary>The two ends of an edge: the left-hand side is its source, the right-hand side its destination.</summary>
public enum Side
{
    /// <summary>Left-hand side (head, source).</summary>
    Lhs,

    /// <summary>Right-hand side (tail, destination).</summary>
    Rhs,
}
