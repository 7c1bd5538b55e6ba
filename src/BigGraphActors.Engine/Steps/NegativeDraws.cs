using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>One thread's draws of negatives: even ones, or by degree.</summary>
internal sealed class NegativeDraws(UniformDraws draws, DegreeSampler? sampler)
{
    private int[] _tosses = [];
    private RelationType? _relation;

    /// <summary>Says which relation the next batch has.</summary>
    public void TurnTo(RelationType relation) => _relation = relation;

    /// <summary>Draws rows with replacement. See <see cref="NegativeDraw"/>.</summary>
    public void Fill(Side side, int block, long rowCount, Span<int> destination)
    {
        if (sampler is null)
        {
            draws.Fill(side, block, rowCount, destination);
            return;
        }

        if (_tosses.Length < destination.Length)
        {
            _tosses = new int[destination.Length];
        }

        Span<int> tosses = _tosses.AsSpan(0, destination.Length);
        draws.Fill(side, block, sampler.SlotsOf(_relation!, side), destination);
        draws.Fill(side, block, DegreeSampler.One, tosses);
        sampler.Resolve(_relation!, side, tosses, destination);
    }
}
