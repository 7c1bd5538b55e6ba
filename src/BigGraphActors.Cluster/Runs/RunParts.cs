using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Collects the parts of a run's description, which come one by one and in any order.</summary>
internal sealed class RunParts
{
    private const int MostParts = 10_000;

    private readonly List<string?> _parts = [];

    /// <summary>The next part to ask for.</summary>
    public int Missing => Math.Max(0, _parts.FindIndex(static part => part is null));

    /// <summary>Takes a part.</summary>
    /// <returns>The whole, once nothing is missing.</returns>
    /// <exception cref="InvalidDataException">When the whole cannot be read.</exception>
    /// <exception cref="Schema.Settings.SettingsException">When it is no run.</exception>
    public RunBlueprint? Take(RunDescription part)
    {
        if (part.Part < 0 || part.Part >= part.Parts || part.Parts > MostParts)
        {
            return null;
        }

        if (_parts.Count != part.Parts)
        {
            _parts.Clear();
            _parts.AddRange(Enumerable.Repeat<string?>(null, part.Parts));
        }

        _parts[part.Part] = part.Text;
        return _parts.Contains(null) ? null : RunBlueprint.FromParts([.. _parts.OfType<string>()]);
    }
}
