using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph node</c>: a seed or worker node, until the run is over or it is asked to leave.</summary>
internal static class NodeCommand
{
    private const int RememberedLives = 8;
    private static readonly TimeSpan RejoinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilentWait = TimeSpan.FromSeconds(5);

    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var config = new Option<string?>("--config", "-c")
        {
            Description = "The node's settings: block biggraph.node; a seed node's file has the run's keys beside it",
            HelpName = "FILE",
        };
        var quiet = new Option<bool>("--quiet", "-q")
        {
            Description = "Tell no events, only what becomes of this node",
        };
        var overrides = new RunArguments().Overrides;
        var command = new Command("node", "Be a node of a cluster: a seed, a worker, or both")
        {
            config, quiet, overrides,
        };
        var untilInputEnds = new Option<bool>("--until-input-ends")
        {
            Description = "Leave when standard input ends, as it does when the program that started this node has died",
        };
        command.Add(untilInputEnds);
        command.SetAction(parsed =>
        {
            using InputEnd? input = parsed.GetValue(untilInputEnds) ? new InputEnd(session.Stop) : null;
            return Run(
                input is null ? session : session with { Stop = input.Token },
                parsed.GetValue(config),
                parsed.GetRequiredValue(overrides),
                parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Run(Session session, string? path, IReadOnlyList<string> overrides, bool isQuiet)
    {
        NodeSettings node = path is null
            ? NodeSettingsReader.Read("", "-p", overrides)
            : NodeSettingsReader.ReadFile(path, overrides);
        if (node.SeedNodes.Count == 0 && !node.Roles.Contains(NodeSettings.SeedRole))
        {
            throw new UsageException(
                "node.seed-nodes is empty: a node that is no seed node itself needs one to join, such as "
                + "-p node.seed-nodes=10.0.0.1:4053");
        }

        SeedAddress.RequireResolvable(node.SeedNodes);
        SecretFiles.Warn(node, path, overrides, session.Terminal);
        RunBlueprint? run = null;
        if (node.Roles.Contains(NodeSettings.SeedRole))
        {
            if (path is null)
            {
                throw new UsageException("a seed node needs --config: its file has the run's keys");
            }

            RunSettings settings = RunArguments.Read(path, overrides, session.Terminal);
            new Pipeline(session).Warn(ImportedGraphs.RequireForTraining(settings));
            run = RunBlueprint.ForCluster(settings, node);
            if (run is { Copies: > 0, SharesParameters: false })
            {
                throw new UsageException(
                    $"node.durability = {node.Durability}: the run has one bucket, which one trainer trains alone; "
                    + "give a type num_partitions of 2 or more, or leave durability at shared");
            }
        }

        var watch = new ClusterWatch(session.Terminal);
        var options = new ClusterNodeOptions
        {
            UserConfig = path is null ? UserConfig.Quiet : UserConfig.Of(path),
            Log = session.Terminal.Note,
            Stop = session.Stop,
            Observer = isQuiet ? null : told => Tell(session.Terminal, watch, told),
        };
        while (true)
        {
            (NodeEnd end, NodeName name) = LiveOnce(session, node, run, options);
            options = options with { EarlierLives = [.. options.EarlierLives.TakeLast(RememberedLives - 1), name] };
            session.Terminal.Progress.Clear();
            switch (end.Cause)
            {
                case NodeEndCause.RunDone:
                    session.Terminal.Note("the run is done");
                    return ExitCode.Done;
                case NodeEndCause.RunStopped:
                    session.Terminal.Note($"the run was stopped: {end.Reason}");
                    return ExitCode.Done;
                case NodeEndCause.Refused:
                    throw new UsageException(end.Reason);
                case NodeEndCause.RunFailed:
                    throw new FailedException(end.Reason);
                case NodeEndCause.Unfit:
                    throw new UnusableSettingException(end.Reason);
                case NodeEndCause.Left:
                    session.Terminal.Note("this node has left the cluster");
                    return ExitCode.Done;
                case NodeEndCause.ShutOut or NodeEndCause.Abandoned or NodeEndCause.Broken when node.Rejoin:
                    session.Terminal.Note($"{end.Reason}; it starts anew and joins again");
                    session.Stop.WaitHandle.WaitOne(RejoinPause);
                    break;
                default:
                    throw new FailedException(end.Reason);
            }
        }
    }

    private static (NodeEnd End, NodeName Name) LiveOnce(
        Session session, NodeSettings node, RunBlueprint? run, ClusterNodeOptions options)
    {
        using ClusterNode life = ClusterNode.Start(node, run, options);
        session.Terminal.Note($"node {life.Name.Address}, {string.Join(" and ", node.Roles)}");
        try
        {
            bool isSeed = node.Roles.Contains(NodeSettings.SeedRole);
            if (!isSeed && !life.Ended.Wait(SilentWait, session.Stop) && !life.IsMember)
            {
                string seeds = string.Join(" nor ", node.SeedNodes);
                session.Terminal.Note($"no seed node answers at {seeds} yet; this node waits for a run to begin there");
            }

            NodeEnd end = life.Ended.WaitAsync(session.Stop).GetAwaiter().GetResult();
            if (end.Cause is NodeEndCause.RunDone or NodeEndCause.RunStopped or NodeEndCause.RunFailed)
            {
                life.LeaveAsync().GetAwaiter().GetResult();
            }

            return (end, life.Name);
        }
        catch (OperationCanceledException)
        {
            life.LeaveAsync().GetAwaiter().GetResult();
            return (new NodeEnd(NodeEndCause.Left, ""), life.Name);
        }
    }

    private static void Tell(Terminal terminal, ClusterWatch watch, NodeEvent told)
    {
        if (terminal.Json)
        {
            terminal.Out.WriteLine(RunEventLine.Write(told));
            terminal.Out.Flush();
        }
        else
        {
            watch.Tell(told);
        }
    }
}

/// <summary>Takes a user's own <c>akka</c> block out of a file, for users who need other times or log levels.</summary>
internal static class UserConfig
{
    /// <summary>What holds without any such block.</summary>
    public const string Quiet = "akka.loglevel = WARNING\n";

    /// <summary>The block as HOCON that every reader understands; quieter logs where it says nothing of them.</summary>
    /// <exception cref="SettingsException">When it sets what the node's own keys decide.</exception>
    public static string Of(string path)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        HoconObject root = HoconReader.Read(File.ReadAllText(path), path, options);
        if (root.FieldOf("akka") is not { } akka)
        {
            return Quiet;
        }

        SettingsProblem[] problems =
        [
            .. from key in ClusterNodeOptions.DecidedByNode
               let place = Find(root, key.Key)
               where place is not null
               select new SettingsProblem(place.Value, key.Key, $"is what {key.Value} decides; set that instead"),
        ];
        return problems.Length > 0
            ? throw new SettingsException(problems)
            : Quiet + HoconWriter.Write(new HoconObject(root.At, [akka]));
    }

    private static SourcePosition? Find(HoconObject root, string path)
    {
        HoconField? field = null;
        HoconObject? block = root;
        foreach (string name in path.Split('.'))
        {
            field = block?.FieldOf(name);
            block = field?.Value as HoconObject;
        }

        return field?.At;
    }
}

/// <summary>Warns when other users of this machine can read what a node's safety rests on.</summary>
/// <remarks>
/// A warning and not a refusal: a file that only a group of administrators reads, or one in a folder that nobody else
/// enters, is safe, and the program cannot tell. Windows has no modes; nothing is checked there.
/// </remarks>
internal static class SecretFiles
{
    private const string SecretKey = "node.secret";

    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Says on the error stream what others can read, a line each.</summary>
    /// <param name="node">What the node is told.</param>
    /// <param name="config">The file that it comes from; null for none.</param>
    /// <param name="overrides">The keys that were set as arguments.</param>
    /// <param name="terminal">Where to say it.</param>
    public static void Warn(NodeSettings node, string? config, IReadOnlyList<string> overrides, Terminal terminal)
    {
        if (overrides.Any(change => change.Contains(SecretKey + "=", StringComparison.Ordinal)))
        {
            terminal.Note($"warning: -p {SecretKey}: every user of this machine sees the arguments of a program; "
                + "put the secret into the file that --config names");
        }
        else if (node.Secret.Length > 0 && config is not null)
        {
            WarnOf(SecretFileOf(config) ?? config, "holds node.secret", terminal);
        }

        if (node.TlsKey is { } key)
        {
            WarnOf(key, "is the private key of this node's certificate (node.tls-key)", terminal);
        }
        else if (node.TlsCertificate is { } both)
        {
            WarnOf(both, "holds the private key of this node's certificate (node.tls-certificate)", terminal);
        }
    }

    /// <summary>The file that the secret is written in, which may be one that the named file includes.</summary>
    private static string? SecretFileOf(string config)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        HoconObject root = HoconReader.Read(File.ReadAllText(config), config, options);
        HoconObject run = root.FieldOf("biggraph")?.Value as HoconObject ?? root;
        return (run.FieldOf("node")?.Value as HoconObject)?.FieldOf("secret")?.At.Source;
    }

    private static void WarnOf(string file, string what, Terminal terminal)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & ForOthers) != 0)
        {
            terminal.Note($"warning: {file} {what}, and other users can read or change it: chmod 600 {file}");
        }
    }
}
