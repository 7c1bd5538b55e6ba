using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>What a node's settings mean for its data plane.</summary>
internal static class DataPlanes
{
    /// <summary>The data plane's settings of a node.</summary>
    /// <exception cref="SettingsException">When a certificate cannot be used.</exception>
    public static DataPlaneSettings SettingsOf(NodeSettings node) => new()
    {
        Host = node.Host,
        PublicHost = node.PublicHost,
        Port = node.DataPort,
        Secret = node.Secret,
        Tls = ClusterTls.Of(node),
    };
}
