using System.Diagnostics;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using BigGraphActors.ActorRuntime.Tests.Configuration;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>
/// One node of a cluster as a process: the shipped settings, a singleton, eight shards, and what happens as lines on
/// standard output, each behind the machine's clock in milliseconds.
/// </summary>
/// <remarks>
/// Arguments: port, public port, seed ports with commas between, threads that burn. Exit code 3: downed.
/// </remarks>
public static class NodeProgram
{
    public const int Shards = 8;
    public const int DownedExitCode = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public static Task<int> Main(string[] args) => args switch
    {
        ["bench"] => ThroughputProgram.Measure(),
        ["bench-server"] => ThroughputProgram.Serve(),
        _ => RunNode(args),
    };

    private static async Task<int> RunNode(string[] args)
    {
        var ports = args.Take(2).Select(static text => int.Parse(text, null)).ToArray();
        var seeds = string.Join(", ", args[2].Split(',').Select(static port =>
            $"\"akka.tcp://nodes@127.0.0.1:{port}\""));
        var system = ActorSystem.Create("nodes", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              remote.dot-netty.tcp { port = {{ports[0]}}, public-port = {{ports[1]}} }
              cluster { seed-nodes = [{{seeds}}], roles = [worker] }
            }
            """).WithFallback(ShippedSettings.Config));
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        });
        Say("starting");
        Run(system);
        Burn(int.Parse(args[3], null));
        await system.WhenTerminated;
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        Say("ended " + reason?.GetType().Name);
        return reason is CoordinatedShutdown.ClusterDowningReason ? DownedExitCode : 0;
    }

    internal static void Say(string what) =>
        Console.Out.WriteLine($"{Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000)} {what}");

    private static void Run(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var self = cluster.SelfAddress.Port.ToString()!;
        system.ActorOf(Props.Create(() => new EventPrinter()));
        system.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new Tenant("singleton", self)),
            PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithSingletonName("one")), "manager");
        var proxy = system.ActorOf(ClusterSingletonProxy.Props("/user/manager",
            ClusterSingletonProxySettings.Create(system).WithSingletonName("one")));
        var region = ClusterSharding.Get(system).Start("things",
            id => Props.Create(() => new Tenant("shard" + id, self)),
            ClusterShardingSettings.Create(system).WithRole("worker"), new ById());
        cluster.RegisterOnMemberUp(() => _ = Watch(proxy, region));
    }

    /// <summary>Asks every 100 ms where all is, and says so when it has changed.</summary>
    private static async Task Watch(IActorRef proxy, IActorRef region)
    {
        Say("up");
        var last = "";
        while (true)
        {
            var now = "";
            try
            {
                var homes = new List<string>();
                for (var i = 0; i < Shards; i++)
                {
                    homes.Add(await region.Ask<string>($"{i}:where", Patience));
                }

                now = $"sees {await proxy.Ask<string>("where", Patience)} "
                    + string.Join(",", homes.Distinct().Order());
            }
            catch (Exception failure) when (failure is AskTimeoutException or TaskCanceledException)
            {
                now = "sees not all";
            }

            if (now != last)
            {
                Say(last = now);
            }

            await Task.Delay(100);
        }
    }

    private static void Burn(int threads)
    {
        for (var i = 0; i < threads; i++)
        {
            new Thread(static () =>
            {
                for (var x = 0L; ; x++)
                {
                    GC.KeepAlive(x);
                }
            })
            { IsBackground = true, Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    private sealed class ById() : HashCodeMessageExtractor(Shards)
    {
        public override string EntityId(object message) => ((string)message).Split(':')[0];

        public override object EntityMessage(object message) => ((string)message).Split(':')[1];
    }
}
