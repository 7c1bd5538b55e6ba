using System.Reflection;
using Akka.Actor;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Which version of Akka.NET this program runs on.</summary>
public static class AkkaVersion
{
    /// <summary>The version as the package is called, for example <c>1.5.74</c>.</summary>
    public static string Current { get; } = typeof(ActorSystem).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
