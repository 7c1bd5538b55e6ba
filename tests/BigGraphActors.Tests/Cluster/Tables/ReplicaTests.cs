using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class ReplicaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-replicas-").FullName;
    private readonly ReplicaFolder _copies;
    private readonly ReplicaReceiver _receiver;
    private readonly DataPlaneServer _server;
    private readonly ReplicaClient _client = new(PlaneNode.Quick with { Attempts = 20 });

    public ReplicaTests()
    {
        _copies = new ReplicaFolder(Path.Combine(_folder, "copies"));
        _receiver = new ReplicaReceiver(PlaneNode.Quick, _copies);
        _server = new DataPlaneServer(PlaneNode.Quick, [_receiver, new ReplicaSender(PlaneNode.Quick, _copies)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(1_000_003)]
    public void A_file_comes_to_the_other_disk_and_back(int length)
    {
        string file = Make(length);
        TransferReport pushed = _client.Push("127.0.0.1", _server.Port, "working/user_1.p0.t7.h5", file, default);
        Assert.True(pushed.IsWhole, pushed.Detail);
        Assert.Equal(["working/user_1.p0.t7.h5"], _copies.Names);
        string back = Path.Combine(_folder, "back");
        TransferReport fetched = _client.Fetch("127.0.0.1", _server.Port, "working/user_1.p0.t7.h5", back, default);
        Assert.True(fetched.IsWhole, fetched.Detail);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(back));
    }

    [Fact]
    public void A_broken_push_is_taken_up_where_it_broke()
    {
        string file = Make(3_000_000);
        Random random = new(31);
        using FaultyProxy proxy = new(
            _server.Port,
            number => number < 8 ? new ConnectionFault(long.MaxValue, -1) { CutUpAfter = random.Next(1, 600_000) } : new());
        TransferReport report = _client.Push("127.0.0.1", proxy.Port, "a", file, default);
        Assert.True(report.IsWhole, report.Detail);
        Assert.True(report.Resumes >= 8, $"only {report.Resumes} resumptions: the proxy did not cut");
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_copies.PathOf("a")));
        Assert.Equal(["a"], _copies.Names);
    }

    [Fact]
    public void A_broken_or_damaged_fetch_is_taken_up_where_it_broke()
    {
        string file = Make(3_000_000);
        Assert.True(_client.Push("127.0.0.1", _server.Port, "a", file, default).IsWhole);
        Random random = new(32);
        using FaultyProxy proxy = new(_server.Port, number => (number % 3) switch
        {
            _ when number > 8 => new ConnectionFault(),
            0 => new ConnectionFault(long.MaxValue, random.Next(100, 400_000)),
            _ => new ConnectionFault(random.Next(1, 600_000), -1),
        });
        string back = Path.Combine(_folder, "back");
        TransferReport report = _client.Fetch("127.0.0.1", proxy.Port, "a", back, default);
        Assert.True(report.IsWhole, report.Detail);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(back));
    }

    [Fact]
    public void A_copy_that_is_there_is_not_sent_again()
    {
        string file = Make(500_000);
        Assert.True(_client.Push("127.0.0.1", _server.Port, "a", file, default).IsWhole);
        DateTime written = File.GetLastWriteTimeUtc(_copies.PathOf("a"));
        Assert.True(_client.Push("127.0.0.1", _server.Port, "a", file, default).IsWhole);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_copies.PathOf("a")));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/etc/a")]
    [InlineData("a/../../b")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.part")]
    [InlineData("a\n")]
    public void No_name_leads_out_of_the_folder(string name)
    {
        TransferReport report = _client.Push("127.0.0.1", _server.Port, name, Make(10), default);
        Assert.Equal(TransferRefusal.Storage, report.Refusal);
        Assert.Equal(
            TransferRefusal.Storage,
            _client.Fetch("127.0.0.1", _server.Port, name, Path.Combine(_folder, "back"), default).Refusal);
        Assert.Empty(_copies.Names);
    }

    [Fact]
    public void What_is_not_there_is_gone_and_leaves_nothing_behind()
    {
        string back = Path.Combine(_folder, "back");
        Assert.Equal(TransferRefusal.Gone, _client.Fetch("127.0.0.1", _server.Port, "a", back, default).Refusal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_had_not_arrived_whole_is_no_copy_after_a_restart()
    {
        File.WriteAllText(_copies.PartOf("a"), "half");
        ReplicaFolder again = new(Path.Combine(_folder, "copies"));
        Assert.Empty(again.Names);
        Assert.False(File.Exists(_copies.PartOf("a")));
    }

    public void Dispose()
    {
        _server.Dispose();
        _receiver.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Make(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        string file = Path.Combine(_folder, "source");
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
