namespace BigGraphActors.Cli.Examples;

/// <summary>A set of named edges in the order they were first seen; a repeated edge is kept once.</summary>
internal sealed class TripleList
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly HashSet<Triple> _seen = [];
    private readonly List<Triple> _triples = [];

    /// <summary>Distinct edges.</summary>
    public IReadOnlyList<Triple> Triples => _triples;

    /// <summary>Text of a name by its number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds an edge unless it is there already.</summary>
    public void Add(string lhs, string relation, string rhs)
    {
        var triple = new Triple(NumberOf(lhs), NumberOf(relation), NumberOf(rhs));
        if (_seen.Add(triple))
        {
            _triples.Add(triple);
        }
    }

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _names.Count;
            _numbers.Add(name, number);
            _names.Add(name);
        }

        return number;
    }
}
