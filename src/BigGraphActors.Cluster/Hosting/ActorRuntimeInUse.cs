using System.Reflection;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Which actor runtime the cluster was compiled against: build/ActorRuntime.props decides.</summary>
public static class ActorRuntimeInUse
{
    /// <summary><c>akka</c> for Akka.NET's packages, <c>subset</c> for BigGraphActors.ActorRuntime.</summary>
    public static string Name { get; } = typeof(ActorRuntimeInUse).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(static one => one.Key == "ActorRuntime").Value!;
}
