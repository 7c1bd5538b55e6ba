using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>
/// How many messages a second: within a process, and between two on loopback. Not a test, for a figure on a busy
/// machine says nothing: <c>dotnet run -c Release --project tests/BigGraphActors.ActorRuntime.Tests -- bench</c>.
/// </summary>
internal static class ThroughputProgram
{
    private const int Rounds = 3;
    private const int InFlight = 50;
    private const int Local = 3_000_000;
    private const int Remote = 200_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Measures, with a second process of this program as the other side.</summary>
    public static async Task<int> Measure()
    {
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { typeof(ThroughputProgram).Assembly.Location, "bench-server" },
            RedirectStandardOutput = true,
        })!;
        var port = int.Parse((await server.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var system = Start();
        var there = await system.ActorSelection($"akka.tcp://bench@127.0.0.1:{port}/user/sink")
            .ResolveOne(TimeSpan.FromSeconds(20));
        for (var round = 1; round <= Rounds; round++)
        {
            var here = system.ActorOf(Props.Create(() => new Sink()));
            Print("local tell", Local, await Send(here, new object(), Local, Local));
            Print("one-way, 64 bytes, two processes", Remote, await Send(there, new byte[64], Remote, 20_000));
            var done = new TaskCompletionSource();
            var clock = Stopwatch.StartNew();
            system.ActorOf(Props.Create(() => new Player(there, Remote, done)));
            await done.Task.WaitAsync(Limit);
            Print("ping-pong, two processes, 50 in flight", 2 * Remote, clock.Elapsed);
        }

        server.Kill();
        return 0;
    }

    /// <summary>The other side: says its port, and answers until it is killed.</summary>
    public static async Task<int> Serve()
    {
        var system = Start();
        system.ActorOf(Props.Create(() => new Sink()), "sink");
        Console.Out.WriteLine(((ExtendedActorSystem)system).Provider.DefaultAddress.Port);
        await system.WhenTerminated;
        return 0;
    }

    private static ActorSystem Start() => ActorSystem.Create("bench", ConfigurationFactory.ParseString("""
        akka {
          loggers = []
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """));

    /// <summary>Sends, and asks now and then whether all has come, so that no queue overflows.</summary>
    private static async Task<TimeSpan> Send(IActorRef to, object message, int count, int batch)
    {
        var clock = Stopwatch.StartNew();
        for (var sent = 0; sent < count; sent += batch)
        {
            for (var i = 0; i < batch; i++)
            {
                to.Tell(message, ActorRefs.NoSender);
            }

            await to.Ask<string>("count", Limit);
        }

        return clock.Elapsed;
    }

    private static void Print(string what, int count, TimeSpan time) => Console.Out.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what}: {count / time.TotalSeconds / 1e3:F0} k messages/s"));

    private sealed class Sink : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is string)
            {
                Sender.Tell(message);
            }
        }
    }

    private sealed class Player : UntypedActor
    {
        private readonly IActorRef _other;
        private readonly TaskCompletionSource _done;
        private int _left;

        public Player(IActorRef other, int count, TaskCompletionSource done) =>
            (_other, _left, _done) = (other, count, done);

        protected override void PreStart()
        {
            for (var i = 0; i < InFlight; i++)
            {
                _other.Tell("ball", Self);
            }
        }

        protected override void OnReceive(object message)
        {
            if (--_left == 0)
            {
                _done.SetResult();
            }
            else if (_left > 0)
            {
                _other.Tell("ball", Self);
            }
        }
    }
}
