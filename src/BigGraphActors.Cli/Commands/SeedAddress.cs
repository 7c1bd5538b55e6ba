using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>The address of a seed node, <c>host:port</c>, looked at before anybody waits for an answer.</summary>
internal static class SeedAddress
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <summary>Demands a seed node that can be asked.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    /// <exception cref="FailedException">Its host does not resolve, or nothing listens there.</exception>
    public static void RequireListener(string seed)
    {
        if (!Endpoint.Is(seed))
        {
            throw new UsageException($"--seed {seed}: expected {Endpoint.Form}");
        }

        int port = int.Parse(seed.AsSpan(seed.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
        string host = HostOf(seed);
        if (Unresolved(host) is { } reason)
        {
            throw new FailedException($"--seed {seed}: the host {host} does not resolve: {reason}");
        }

        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(ConnectLimit);
        try
        {
            client.ConnectAsync(host, port, limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            throw new FailedException($"--seed {seed}: nothing listens there: {refused.Message}");
        }
        catch (Exception silent) when (silent is SocketException or OperationCanceledException)
        {
            // Whether a cluster answers is found out by asking it.
        }
    }

    /// <summary>Demands at least one seed node whose host is known.</summary>
    /// <remarks>A name service that does not answer at all may do so later: the node waits then.</remarks>
    /// <exception cref="UnusableSettingException">The name service knows none of the hosts.</exception>
    public static void RequireResolvable(IReadOnlyList<string> seeds)
    {
        List<string> reasons = [];
        foreach (string host in seeds.Select(HostOf).Distinct(StringComparer.Ordinal))
        {
            if (Unresolved(host, onlyForGood: true) is not { } reason)
            {
                return;
            }

            reasons.Add($"the host {host} does not resolve: {reason}");
        }

        if (reasons.Count > 0)
        {
            throw new UnusableSettingException($"node.seed-nodes: {string.Join("; ", reasons)}");
        }
    }

    private static string HostOf(string seed) => seed[..Math.Max(0, seed.LastIndexOf(':'))].Trim('[', ']');

    private static string? Unresolved(string host, bool onlyForGood = false)
    {
        try
        {
            Dns.GetHostAddresses(host);
            return null;
        }
        catch (SocketException failure)
        {
            return onlyForGood && failure.SocketErrorCode == SocketError.TryAgain ? null : failure.Message;
        }
        catch (ArgumentException malformed)
        {
            return malformed.Message;
        }
    }
}
