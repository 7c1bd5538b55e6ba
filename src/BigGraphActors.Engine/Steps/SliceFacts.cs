using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Steps;

/// <summary>What is counted of a slice's edges before they are trained, where the settings ask for it.</summary>
/// <param name="Known">Its edges by relation and end, to mask or to label; or none.</param>
/// <param name="Sampler">Draws by degree; none draws evenly.</param>
/// <param name="Weights">A factor for each edge, or none.</param>
internal sealed record SliceFacts(KnownEdges? Known, DegreeSampler? Sampler, float[]? Weights)
{
    /// <summary>Nothing is counted.</summary>
    public static SliceFacts None { get; } = new(null, null, null);

    /// <summary>Counts what the settings need.</summary>
    /// <param name="plan">Settings and relations.</param>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="tables">The bucket's tables.</param>
    public static SliceFacts Of(ModelPlan plan, EdgeSlice edges, BucketTables tables)
    {
        RunSettings settings = plan.Settings;
        bool needsLabels = settings is { KnownLabels: true, GroupQueries: false };
        bool needsKnown = settings.MaskKnownEdges || needsLabels || settings.FrequencyWeights;
        if (edges.Count == 0 || (!needsKnown && settings.NegativePower == 0))
        {
            return None;
        }

        KnownEdges? known = needsKnown
            ? new KnownEdges(edges.Lhs.AsSpan(), edges.Relation.AsSpan(), edges.Rhs.AsSpan())
            : null;
        DegreeSampler? sampler = settings.NegativePower > 0
            ? new DegreeSampler(plan, edges, (type, side) => tables.TableOf(type, side).RowCount)
            : null;
        float[]? weights = settings.FrequencyWeights ? FrequencyWeights.Of(edges, known!) : null;
        return new SliceFacts(known, sampler, weights);
    }
}
