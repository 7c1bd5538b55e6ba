namespace Akka.Cluster.Protocol;

/// <summary><c>akka.cluster.failure-detector</c>.</summary>
internal sealed record DetectorSettings(
    TimeSpan HeartbeatInterval, TimeSpan AcceptablePause, TimeSpan MinStdDeviation, double Threshold, int MaxSamples,
        TimeSpan ExpectedResponse);
