namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>Where the gradients of a block go.</summary>
public readonly ref struct FixedGradients
{
    /// <summary>Floats from row to row of both, a multiple of 16.</summary>
    public int Stride { get; init; }

    /// <summary><c>[m × stride]</c>.</summary>
    public Span<float> Queries { get; init; }

    /// <summary>Whether those of the queries are added to what is there.</summary>
    public bool AddsToQueries { get; init; }

    /// <summary><c>[n × stride]</c>.</summary>
    public Span<float> Candidates { get; init; }

    /// <summary>Whether those of the candidates are added to what is there.</summary>
    public bool AddsToCandidates { get; init; }

    /// <summary>The same from a query on; the candidates then have got a part of theirs.</summary>
    internal FixedGradients From(int query) => new()
    {
        Stride = Stride,
        Queries = Queries[(query * Stride)..],
        AddsToQueries = AddsToQueries,
        Candidates = Candidates,
        AddsToCandidates = AddsToCandidates || query > 0,
    };
}
