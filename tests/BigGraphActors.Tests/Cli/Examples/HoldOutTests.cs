using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public class HoldOutTests
{
    private static readonly Triple[] Ring =
    [
        .. from i in Enumerable.Range(0, 1000)
           from k in Enumerable.Range(1, 4)
           select new Triple(i, 2000 + k, (i + k) % 1000),
    ];

    [Fact]
    public void Parts_are_disjoint_and_together_the_whole()
    {
        HoldOut parts = Draw(seed: 3);

        Assert.Equal(Ring.Length, parts.Train.Count + parts.Valid.Count + parts.Test.Count);
        Assert.Equal(Ring.ToHashSet(), [.. parts.Train, .. parts.Valid, .. parts.Test]);
    }

    [Fact]
    public void Shares_are_kept_where_edges_abound()
    {
        HoldOut parts = Draw(seed: 3);

        Assert.Equal(40, parts.Valid.Count);
        Assert.Equal(200, parts.Test.Count);
    }

    [Fact]
    public void The_same_seed_draws_the_same_parts_and_another_seed_others()
    {
        Assert.Equal(Draw(seed: 3).Test, Draw(seed: 3).Test);
        Assert.NotEqual(Draw(seed: 3).Test, Draw(seed: 4).Test);
    }

    [Fact]
    public void Whatever_is_held_out_also_occurs_in_training()
    {
        HoldOut parts = HoldOut.Draw(Ring, 0.3, 0.6, _ => (0, 0), seed: 5);

        HashSet<int> entities = [.. parts.Train.SelectMany(t => new[] { t.Lhs, t.Rhs })];
        HashSet<int> relations = [.. parts.Train.Select(t => t.Relation)];
        Assert.All(parts.Valid.Concat(parts.Test), triple =>
        {
            Assert.Contains(triple.Lhs, entities);
            Assert.Contains(triple.Rhs, entities);
            Assert.Contains(triple.Relation, relations);
        });
    }

    [Fact]
    public void An_equal_name_of_another_type_does_not_count_as_the_entity()
    {
        // Name 1 occurs twice, but once as each type, so neither edge can be spared.
        Triple[] triples = [new(1, 10, 2), new(2, 11, 1)];

        HoldOut parts = HoldOut.Draw(triples, 0, 0.5, relation => relation == 10 ? (0, 1) : (1, 2), seed: 1);

        Assert.Empty(parts.Test);
    }

    private static HoldOut Draw(int seed) => HoldOut.Draw(Ring, 0.01, 0.05, _ => (0, 0), seed);
}
