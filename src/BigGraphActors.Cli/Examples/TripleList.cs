using System.Text;

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

/// <summary>Parts a list of edges into three, so that whatever the held out ones name is also trained.</summary>
/// <param name="Train">What is learnt from, in the order of the list.</param>
/// <param name="Valid">Held out to choose settings by.</param>
/// <param name="Test">Held out to judge by.</param>
internal sealed record HoldOut(IReadOnlyList<Triple> Train, IReadOnlyList<Triple> Valid, IReadOnlyList<Triple> Test)
{
    /// <summary>Draws the held out edges with a seed; the same seed and list give the same parts.</summary>
    /// <param name="triples">All edges.</param>
    /// <param name="validShare">Share of edges for <see cref="Valid"/>, 0 to 1.</param>
    /// <param name="testShare">Share of edges for <see cref="Test"/>, 0 to 1.</param>
    /// <param name="typesOf">Numbers of the entity types that a relation joins: equal names of two types are two
    /// entities.</param>
    /// <param name="seed">Any number.</param>
    public static HoldOut Draw(
        IReadOnlyList<Triple> triples,
        double validShare,
        double testShare,
        Func<int, (int Lhs, int Rhs)> typesOf,
        int seed)
    {
        int validCount = (int)(triples.Count * validShare);
        int heldOutCount = validCount + (int)(triples.Count * testShare);
        var spare = new SpareEdges(triples, typesOf);
        int[] order = [.. Enumerable.Range(0, triples.Count)];
        new Random(seed).Shuffle(order);

        var heldOut = new Dictionary<int, int>(heldOutCount);
        foreach (int index in order)
        {
            if (heldOut.Count == heldOutCount)
            {
                break;
            }

            if (spare.TryTake(triples[index]))
            {
                heldOut.Add(index, heldOut.Count);
            }
        }

        List<Triple> Part(Func<int, bool> wanted) =>
            [.. triples.Where((_, i) => wanted(heldOut.GetValueOrDefault(i, int.MaxValue)))];

        return new HoldOut(
            Part(position => position == int.MaxValue),
            Part(position => position < validCount),
            Part(position => position >= validCount && position != int.MaxValue));
    }

    /// <summary>How often each entity and relation still occurs among the edges that are not held out.</summary>
    private sealed class SpareEdges
    {
        private readonly Func<int, (int Lhs, int Rhs)> _typesOf;
        private readonly Dictionary<(int Type, int Name), int> _entities = [];
        private readonly Dictionary<int, int> _relations = [];

        public SpareEdges(IReadOnlyList<Triple> triples, Func<int, (int Lhs, int Rhs)> typesOf)
        {
            _typesOf = typesOf;
            foreach (Triple triple in triples)
            {
                Change(triple, +1);
            }
        }

        public bool TryTake(Triple triple)
        {
            Change(triple, -1);
            (int lhs, int rhs) = _typesOf(triple.Relation);
            if (_entities[(lhs, triple.Lhs)] > 0 && _entities[(rhs, triple.Rhs)] > 0 && _relations[triple.Relation] > 0)
            {
                return true;
            }

            Change(triple, +1);
            return false;
        }

        private void Change(Triple triple, int by)
        {
            (int lhs, int rhs) = _typesOf(triple.Relation);
            _entities[(lhs, triple.Lhs)] = _entities.GetValueOrDefault((lhs, triple.Lhs)) + by;
            _entities[(rhs, triple.Rhs)] = _entities.GetValueOrDefault((rhs, triple.Rhs)) + by;
            _relations[triple.Relation] = _relations.GetValueOrDefault(triple.Relation) + by;
        }
    }
}

/// <summary>Writes edges as text, one a line: left entity, relation, right entity, separated by tabs.</summary>
internal static class TripleFiles
{
    /// <summary>Writes one file, replacing an older one.</summary>
    public static void Write(string path, IReadOnlyList<Triple> triples, IReadOnlyList<string> names)
    {
        using StreamWriter writer = TextFiles.Create(path);
        foreach (Triple triple in triples)
        {
            writer.Write(names[triple.Lhs]);
            writer.Write('\t');
            writer.Write(names[triple.Relation]);
            writer.Write('\t');
            writer.WriteLine(names[triple.Rhs]);
        }
    }
}

/// <summary>An edge by the numbers that a <see cref="TripleList"/> gave to its names.</summary>
/// <param name="Lhs">Number of the left entity's name.</param>
/// <param name="Relation">Number of the relation's name.</param>
/// <param name="Rhs">Number of the right entity's name.</param>
internal readonly record struct Triple(int Lhs, int Relation, int Rhs);

/// <summary>Text files that are the same bytes on every system.</summary>
internal static class TextFiles
{
    /// <summary>Opens a file to write, replacing an older one; UTF-8 without a mark, lines end in LF.</summary>
    public static StreamWriter Create(string path) =>
        new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16)
        {
            NewLine = "\n",
        };
}
