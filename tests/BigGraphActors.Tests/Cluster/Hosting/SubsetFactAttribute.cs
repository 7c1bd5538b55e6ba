using BigGraphActors.Cluster.Hosting;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>A test that reads the subset's own bytes on the wire; skipped, with that reason, on Akka.NET.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubsetFactAttribute : FactAttribute
{
    public SubsetFactAttribute()
    {
        if (ActorRuntimeInUse.Name != "subset")
        {
            Skip = "the proxy between the nodes reads who calls from the subset's connections";
        }
    }
}
