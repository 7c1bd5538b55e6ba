using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>Joins a running cluster for a moment, as a node without any role, to ask it something.</summary>
internal sealed class Visit : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ClusterNode _node;
    private readonly string _where;

    private Visit(ClusterNode node, string where)
    {
        _node = node;
        _where = where;
    }

    /// <summary>The visiting node.</summary>
    public ClusterNode Node => _node;

    /// <summary>Starts a node without a role that joins the cluster; does not wait for the cluster.</summary>
    /// <param name="settings">Where the cluster is, and what it asks of its nodes.</param>
    /// <param name="observer">Is told what happens in the run; or none.</param>
    /// <exception cref="UsageException">When the only seed is no address.</exception>
    /// <exception cref="FailedException">When its host does not resolve, or nothing listens there.</exception>
    public static Visit To(NodeSettings settings, Action<NodeEvent>? observer = null)
    {
        if (settings.SeedNodes.Count == 1)
        {
            SeedAddress.RequireListener(settings.SeedNodes[0]);
        }

        ClusterNodeOptions options = new() { UserConfig = "akka.loglevel = OFF", Observer = observer };
        return new Visit(ClusterNode.Start(settings, null, options), string.Join(" nor ", settings.SeedNodes));
    }

    /// <summary>Asks how the run stands.</summary>
    /// <exception cref="FailedException">When no cluster answers.</exception>
    /// <exception cref="UsageException">When the cluster does not let this node in.</exception>
    public RunStatus AskStatus()
    {
        try
        {
            return _node.GetStatusAsync(Patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw new FailedException($"no cluster answered at {_where} within {Patience.TotalSeconds} s");
        }
        catch (NodeRefusedException refused)
        {
            throw new UsageException(refused.Message);
        }
    }

    /// <summary>Leaves the cluster, so that nobody waits for this member.</summary>
    public void Dispose()
    {
        _node.LeaveAsync().GetAwaiter().GetResult();
        _node.Dispose();
    }
}

/// <summary>The arguments of every verb that visits a cluster.</summary>
internal sealed class VisitArguments
{
    private readonly Option<string?> _seed = new("--seed")
    {
        Description = "A seed node of the cluster; where it is not given, those of the file, or else "
            + $"127.0.0.1:{ClusterUpCommand.DefaultPort}",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "A node's file: the block biggraph.node says which certificates, secret and address to use",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _overrides = new("--param", "-p")
    {
        Description = "Set a key of the block node for this call, such as -p node.host=10.0.0.9",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_seed);
        command.Add(_config);
        command.Add(_overrides);
    }

    /// <summary>What the visiting node is told: as the file says, but without a role and at a free port.</summary>
    /// <exception cref="UsageException">When a key is none of a node.</exception>
    /// <exception cref="SettingsException">When the file cannot be used.</exception>
    public NodeSettings Read(ParseResult parsed, Terminal terminal)
    {
        string? seed = parsed.GetValue(_seed);
        string[] overrides = parsed.GetRequiredValue(_overrides);
        if (overrides.FirstOrDefault(change => !IsOfNode(change)) is { } other)
        {
            throw new UsageException($"-p {other}: only keys of the block node mean something here");
        }

        string? path = parsed.GetValue(_config);
        NodeSettings node = path is null
            ? NodeSettingsReader.Read("", "-p", overrides)
            : NodeSettingsReader.ReadFile(path, overrides);
        SecretFiles.Warn(node, path, overrides, terminal);
        return node with
        {
            Roles = [],
            Port = 0,
            PublicPort = null,
            SeedNodes = seed is not null ? [seed]
                : node.SeedNodes.Count > 0 ? node.SeedNodes
                : [$"127.0.0.1:{ClusterUpCommand.DefaultPort}"],
        };
    }

    private static bool IsOfNode(string change) =>
        change.StartsWith("node.", StringComparison.Ordinal)
        || change.StartsWith("biggraph.node.", StringComparison.Ordinal);
}

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
