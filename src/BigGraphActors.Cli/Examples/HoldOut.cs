namespace BigGraphActors.Cli.Examples;

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
