using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>How runs end: at once with the reason where the cause cannot pass, and never without those who began them.
/// </summary>
public sealed class EndsTests : IDisposable
{
    private readonly SmallRun _run = new();

    public EndsTests() => SmallRun.Done("import", _run.Config);

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("edges.tsv", "this is a file, and a folder is needed")]
    [InlineData("edges.tsv/model", "nothing can be written there")]
    public void A_checkpoint_that_can_never_be_written_ends_the_training_with_one_line(string path, string reason)
    {
        ProgramRun run = ProgramRun.Of("train", _run.Config, "-p", $"checkpoint_path={_run.In(path)}");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: checkpoint_path = {_run.In(path)}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [UnixFact]
    public void A_checkpoint_that_becomes_impossible_ends_the_training_with_the_reason()
    {
        using ProgramProcess training = new(_run.Folder, "exec biggraph train run.conf -p num_epochs=1000000");
        training.WaitFor(line => line.StartsWith("epoch 3/", StringComparison.Ordinal));

        Directory.Move(_run.In("model"), _run.In("moved"));
        File.WriteAllText(_run.In("model"), "in its place");

        Assert.Equal(1, training.WaitForEnd());
        Assert.Single(training.Said.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", training.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_ends_a_local_cluster_with_one_line()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        ProgramRun run = ProgramRun.Of("cluster", "up", _run.Config, "--workers", "1", "--port", $"{port}");

        Assert.NotEqual(0, run.ExitCode);
        string error = Assert.Single(
            run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains($"node.port = {port}: another program has this port", error, StringComparison.Ordinal);
        Assert.DoesNotContain("started again", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1", "the address is not this machine's")]
    [InlineData("no.such.host.invalid", "the host does not resolve")]
    public void A_host_that_cannot_be_listened_on_is_named(string host, string reason)
    {
        NodeSettings settings = new() { Roles = [NodeSettings.WorkerRole], Host = host };

        UnusableSettingException refusal =
            Assert.Throws<UnusableSettingException>(() => ListenPlace.Require(settings));

        Assert.Contains($"node.host = {host}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_whose_seed_node_has_no_address_ends()
    {
        ProgramRun run = ProgramRun.Of(
            "node", "-p", "node.roles=worker", "node.seed-nodes=no.such.host.invalid:4053");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the host no.such.host.invalid does not resolve", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node.seed-nodes=", "node.seed-nodes is empty")]
    [InlineData("node.seed-nodes=::1:4053", "'::1:4053' is no host:port")]
    [InlineData("node.seed-nodes=127.0.0.1: 4053", "'127.0.0.1: 4053' is no host:port")]
    [InlineData("node.seed-nodes=http://127.0.0.1:4053", "'http://127.0.0.1:4053' is no host:port")]
    [InlineData("node.cluster=two words", "'two words' is no name")]
    public void A_worker_that_can_join_nobody_ends(string setting, string reason)
    {
        ProgramRun run = ProgramRun.Of("node", "-p", "node.seed-nodes=127.0.0.1:4053", "-p", setting);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--workers", "100000")]
    [InlineData("--threads", "100000")]
    public void A_local_cluster_that_no_machine_can_run_is_wrong_usage(string option, string value)
    {
        ProgramRun run = ProgramRun.Of("cluster", "up", _run.Config, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option} must be at most ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("stop")]
    public void Asking_a_host_that_does_not_resolve_says_so(string verb)
    {
        ProgramRun run = ProgramRun.Of("cluster", verb, "--seed", "no.such.host.invalid:4053");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("does not resolve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_a_port_where_nothing_listens_says_so()
    {
        using Socket free = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        ProgramRun run = ProgramRun.Of("cluster", "status", "--seed", free.LocalEndPoint!.ToString()!);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nothing listens there", run.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public void Nodes_leave_when_the_program_that_started_them_is_killed()
    {
        using ProgramProcess cluster = new(
            _run.Folder,
            $"exec biggraph cluster up run.conf --workers 1 --threads 1 --port {FreePort()} -p num_epochs=1000000");
        cluster.WaitFor(line => line.StartsWith("epoch 2/", StringComparison.Ordinal));
        Process[] nodes = [.. ChildrenOf(cluster.Process.Id).Select(Process.GetProcessById)];
        Assert.Equal(2, nodes.Length);

        cluster.Process.Kill();

        Assert.All(nodes, node => Assert.True(node.WaitForExit(TimeSpan.FromMinutes(2)), "it goes on by itself"));
    }

    [UnixTheory]
    [InlineData("HUP", 143)]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void A_signal_ends_a_training_in_good_order(string signal, int exitCode)
    {
        // The tests themselves may run where a signal is switched off, which a process hands on to those it starts.
        string switchedOn = OperatingSystem.IsLinux() ? $"env --default-signal={signal} " : "";
        using ProgramProcess training = new(
            _run.Folder, $"exec {switchedOn}dotnet \"$BIGGRAPH\" train run.conf -p num_epochs=1000000");
        training.WaitFor(line => line.StartsWith("epoch 2/", StringComparison.Ordinal));

        training.Signal(signal);

        Assert.Equal(exitCode, training.WaitForEnd());
        Assert.Contains("stopped; ", training.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("error: ", training.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_while_the_program_ends_by_itself_is_no_failure()
    {
        StopSignal stop = new();
        stop.Dispose();
        PosixSignalContext signal = new(PosixSignal.SIGTERM);

        stop.Handle(signal);

        Assert.True(signal.Cancel);
    }

    [UnixTheory]
    [InlineData("node.roles=seed", "seed")]
    [InlineData("node.roles=worker", "worker 1")]
    public void A_local_cluster_ends_when_its_seed_node_or_its_last_worker_is_asked_to_leave(string role, string name)
    {
        using ProgramProcess cluster = new(
            _run.Folder,
            $"exec biggraph cluster up run.conf --workers 1 --threads 1 --port {FreePort()} -p num_epochs=1000000");
        cluster.WaitFor(line => line.StartsWith("epoch 2/", StringComparison.Ordinal));
        int node = ChildrenOf(cluster.Process.Id).Single(child =>
            File.ReadAllText($"/proc/{child}/cmdline").Contains(role, StringComparison.Ordinal));

        Process.Start("kill", ["-TERM", $"{node}"]).WaitForExit();

        Assert.Equal(1, cluster.WaitForEnd());
        Assert.Contains($"error: the {name} node ended: it was asked to leave", cluster.Said, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_hang_up_that_is_switched_off_ends_nothing()
    {
        using ProgramProcess training = new(
            _run.Folder, "trap '' HUP; exec biggraph train run.conf -p num_epochs=1000000");
        training.WaitFor(line => line.StartsWith("epoch 2/", StringComparison.Ordinal));

        training.Signal("HUP");
        int epoch = EpochOf(training.WaitFor(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        training.WaitFor(line =>
            line.StartsWith("epoch ", StringComparison.Ordinal) && EpochOf(line) >= epoch + 20);

        training.Signal("TERM");
        training.WaitForEnd();
    }

    [Theory]
    [InlineData(28, false)]
    [InlineData(122, false)]
    [InlineData(116, false)]
    [InlineData(5, false)]
    [InlineData(30, true)]
    [InlineData(20, true)]
    public void A_disk_may_become_free_and_a_read_only_one_stays_so(int errno, bool isLasting)
    {
        IOException failure = new("as the system says", errno);

        Assert.Equal(isLasting, DiskTrouble.IsLasting(failure));
        Assert.Equal(isLasting, DiskTrouble.IsLasting(new IOException("around it", failure)));
        Assert.True(DiskTrouble.IsLasting(new UnauthorizedAccessException()));
    }

    private static int EpochOf(string line) =>
        int.Parse(line["epoch ".Length..line.IndexOf('/', StringComparison.Ordinal)], CultureInfo.InvariantCulture);

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int id) && ParentOf(folder) == parent)
            {
                yield return id;
            }
        }
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // Behind the name in brackets: state, parent.
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
