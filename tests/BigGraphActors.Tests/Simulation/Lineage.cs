using System.Collections.Immutable;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Simulation;

/// <summary>What a simulated table holds in place of numbers: which trainings made it, in order.</summary>
internal sealed record Lineage(ImmutableList<Trained> Trainings)
{
    public static Lineage Initial { get; } = new([]);

    public Lineage With(Trained trained) => new(Trainings.Add(trained));
}

/// <summary>One training of one bucket.</summary>
internal readonly record struct Trained(long Pass, Bucket Bucket, long Term);
