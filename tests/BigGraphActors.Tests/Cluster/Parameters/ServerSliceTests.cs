using BigGraphActors.Cluster.Parameters;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>A slice sends a client what was changed since the values that the client has, and nothing else.</summary>
public sealed class ServerSliceTests : IDisposable
{
    private const int Length = 100;
    private const int Words = 1;
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-slice-").FullName;
    private readonly ServerSlice _slice;
    private readonly float[] _message = new float[SliceBlocks.MessageLength(Length)];

    public ServerSliceTests() =>
        _slice = new ServerSlice(new ParameterSlice(0, 0, Length, false), new SliceStore(_folder, "run", 1));

    [Fact]
    public void Only_blocks_that_others_have_changed_are_sent()
    {
        (Guid here, Guid there) = (Guid.NewGuid(), Guid.NewGuid());
        PushReply first = Offer(here);
        Assert.Equal(SliceBlocks.MessageLength(Length), first.Length);
        Assert.Equal(0, Ask(PushOperation.Pull, here, 0, first.Version).Length);
        Assert.Equal(0, Push(here, 1, block: 2, value: 5, known: first.Version).Length);

        PushReply news = Push(there, 1, block: 0, value: 3, known: first.Version);
        Assert.Equal(Words + SliceBlocks.BlockLength, news.Length);
        SliceBlocks blocks = new(_message, Length);
        Assert.True(blocks.Contains(2));
        Assert.Equal(5f, _message[Words]);
        Assert.Equal(0, Ask(PushOperation.Pull, there, 0, news.Version).Length);
    }

    [Fact]
    public void Who_wants_no_news_is_sent_none_and_can_ask_for_them_later()
    {
        (Guid here, Guid there) = (Guid.NewGuid(), Guid.NewGuid());
        PushReply first = Offer(here);
        Push(there, 1, block: 3, value: 7, known: first.Version);
        Assert.Equal(0, Push(here, 1, block: 1, value: 4, known: PushRequest.NoNews).Length);
        int twoBlocks = SliceBlocks.BlockLength + (Length % SliceBlocks.BlockLength);
        Assert.Equal(Words + twoBlocks, Ask(PushOperation.Pull, here, 0, first.Version).Length);
    }

    [Fact]
    public void A_push_that_comes_again_is_added_once_and_answered_with_values()
    {
        Guid here = Guid.NewGuid();
        PushReply first = Offer(here);
        Push(here, 1, block: 2, value: 5, known: first.Version);
        PushReply again = Push(here, 1, block: 2, value: 5, known: first.Version);
        Assert.Equal(Words + SliceBlocks.BlockLength, again.Length);
        Assert.Equal(5f, _message[Words]);
    }

    public void Dispose()
    {
        _slice.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private PushReply Offer(Guid client)
    {
        new SliceBlocks(_message, Length).AddAll();
        return _slice.Answer(
            new PushRequest(1, 0, PushOperation.Offer, client, _slice.Life, 0, _message.Length, 0), _message);
    }

    private PushReply Push(Guid client, long sequence, int block, float value, long known)
    {
        SliceBlocks blocks = new(_message, Length);
        blocks.Clear();
        blocks.Add(block);
        _message.AsSpan(Words, blocks.LengthOf(block)).Fill(value);
        return Ask(PushOperation.Push, client, sequence, known);
    }

    private PushReply Ask(PushOperation operation, Guid client, long sequence, long known) => _slice.Answer(
        new PushRequest(1, 0, operation, client, _slice.Life, sequence, 0, known), _message);
}
