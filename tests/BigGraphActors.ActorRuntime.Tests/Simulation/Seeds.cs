using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Sdk;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>
/// The seeds that a scenario runs with: 1 to some hundreds, or as many as <c>BIGGRAPH_SIMULATION_SEEDS</c> says, from
/// <c>BIGGRAPH_SIMULATION_FROM</c> on.
/// </summary>
internal static class Seeds
{
    private static readonly int First = Number("BIGGRAPH_SIMULATION_FROM", 1);

    /// <summary>Runs the scenario with all seeds on all cores.</summary>
    /// <exception cref="XunitException">Names every seed that failed, with its reason.</exception>
    public static void Run(int usual, Action<int> scenario)
    {
        var failed = new ConcurrentDictionary<int, string>();
        OwnThreads.For(First, First + Number("BIGGRAPH_SIMULATION_SEEDS", usual), seed =>
        {
            try
            {
                scenario(seed);
            }
            catch (Exception failure)
            {
                failed[seed] = failure is XunitException ? failure.Message : failure.ToString();
            }
        });
        if (!failed.IsEmpty)
        {
            throw new XunitException($"{failed.Count} seeds failed" + string.Concat(failed.OrderBy(one => one.Key)
                .Select(static one => $"\nseed {one.Key}: {one.Value}")));
        }
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given)
            ? given : usual;
}
