namespace Akka.Actor;

/// <summary>The phases of <c>akka.coordinated-shutdown.phases</c>, each after all that it depends on.</summary>
internal sealed class ShutdownPhases
{
    private readonly Dictionary<string, Phase> _phases = [];

    public ShutdownPhases(Config config)
    {
        var defaultTimeout = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        foreach (var name in config.GetConfig("phases").Keys)
        {
            var phase = config.GetConfig("phases." + Config.Quote(name));
            _phases[name] = new Phase(
                phase.GetStringList("depends-on"),
                phase.GetTimeSpan("timeout", defaultTimeout),
                phase.GetBoolean("recover", true),
                phase.GetBoolean("enabled", true));
        }

        Order = Sort();
    }

    public IReadOnlyList<string> Order { get; }

    public Phase this[string name] => _phases.TryGetValue(name, out var phase)
        ? phase
        : throw new ConfigurationException($"Unknown phase '{name}': known are {string.Join(", ", Order)}");

    private List<string> Sort()
    {
        var ordered = new List<string>();
        var open = new HashSet<string>();
        foreach (var name in _phases.Keys)
        {
            Visit(name, ordered, open);
        }

        return ordered;
    }

    private void Visit(string name, List<string> ordered, HashSet<string> open)
    {
        if (ordered.Contains(name))
        {
            return;
        }

        if (!open.Add(name))
        {
            throw new ConfigurationException(
                $"The phases of the coordinated shutdown depend on each other in a circle through '{name}'");
        }

        foreach (var before in _phases.TryGetValue(name, out var phase) ? phase.DependsOn : [])
        {
            Visit(before, ordered, open);
        }

        ordered.Add(name);
    }

    internal sealed record Phase(IList<string> DependsOn, TimeSpan Timeout, bool Recover, bool Enabled);
}
