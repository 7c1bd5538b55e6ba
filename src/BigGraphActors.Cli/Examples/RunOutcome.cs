using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Cli.Examples;

/// <summary>All that a run from edge list to evaluated vectors came to.</summary>
internal sealed record RunOutcome
{
    /// <summary>The settings it ran with.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The import, or none where the graph had been imported before.</summary>
    public required ImportReport? Import { get; init; }

    /// <summary>What the training reports: edges, time, loss.</summary>
    public required TrainingReport Training { get; init; }

    /// <summary>Its passes.</summary>
    public required IReadOnlyList<TrainedPass> Passes { get; init; }

    /// <summary>The evaluation of the held out edges.</summary>
    public required RankingReport Ranking { get; init; }

    /// <summary>Some entities with those nearest to them; empty where nobody asked.</summary>
    public IReadOnlyList<Neighbourhood> Neighbours { get; init; } = [];

    /// <summary>Time by the clock.</summary>
    public required TimeSpan Elapsed { get; init; }
}
