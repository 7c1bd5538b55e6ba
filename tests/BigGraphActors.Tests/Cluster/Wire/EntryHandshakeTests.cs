using System.Security.Cryptography;
using System.Text;
using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Tests.Cluster.Wire;

/// <summary>What two nodes say to each other before they let each other in, word by word.</summary>
public sealed class EntryHandshakeTests
{
    private static readonly EntryCard Card = new([new("node.cluster", "biggraph"), new("the program's version", "1")]);

    [Fact]
    public void Two_nodes_with_one_secret_let_each_other_in_and_their_frames_pass()
    {
        (EntryHandshake caller, EntryHandshake callee) = Meet(new("s", Card, true), new("s", Card, false));
        Assert.Equal("10.0.0.2:4053", callee.OtherAddress);
        byte[] word = Encoding.UTF8.GetBytes("word");
        Assert.Equal(word, callee.Frames!.TryOpen(caller.Frames!.Seal(word)));
        Assert.Equal(word, caller.Frames.TryOpen(callee.Frames.Seal(word)));
        Assert.Equal([], callee.Frames.TryOpen(caller.Frames.Seal([]))!);
    }

    [Fact]
    public void The_secret_itself_is_never_said()
    {
        const string Secret = "a-secret-of-some-length";
        EntryHandshake caller = new(Secret, Card, isCaller: true);
        EntryHandshake callee = new(Secret, Card, isCaller: false);
        byte[] hello = caller.Hello("a:1");
        byte[] challenge = callee.Receive(hello)!;
        byte[] proof = caller.Receive(challenge)!;
        byte[] answer = callee.Receive(proof)!;
        Assert.All(
            [hello, challenge, proof, answer],
            frame => Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(frame), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bad")]
    [InlineData("")]
    [InlineData("good ")]
    public void A_caller_with_another_secret_is_turned_away_and_both_sides_say_why(string secret)
    {
        EntryHandshake caller = new(secret, Card, isCaller: true);
        EntryHandshake callee = new("good", Card, isCaller: false);
        byte[] proof = caller.Receive(callee.Receive(caller.Hello("a:1"))!)!;
        EntryRefusedException there = Assert.Throws<EntryRefusedException>(() => callee.Receive(proof));
        Assert.Contains("does not know this cluster's secret", there.Message, StringComparison.Ordinal);
        EntryRefusedException here = Assert.Throws<EntryRefusedException>(() => caller.Receive(there.Answer));
        Assert.Contains("does not take this node's secret", here.Message, StringComparison.Ordinal);
        Assert.True(here.IsFinal);
        Assert.Null(callee.Frames);
        Assert.Null(caller.Frames);
    }

    [Fact]
    public void A_listener_that_only_says_yes_is_not_believed()
    {
        EntryHandshake caller = new("good", Card, isCaller: true);
        byte[] hello = caller.Hello("a:1");
        byte[] challenge = [.. hello[..8], .. RandomNumberGenerator.GetBytes(32)];
        byte[] proof = caller.Receive(challenge)!;
        byte[] yes = [1, .. RandomNumberGenerator.GetBytes(32), .. Card.ToBytes()];
        Assert.Contains(
            "does not know this node's secret",
            Assert.Throws<EntryRefusedException>(() => caller.Receive(yes)).Message,
            StringComparison.Ordinal);

        // Nor one that says the caller's own proof back.
        byte[] echo = [1, .. proof];
        Assert.Throws<EntryRefusedException>(() => caller.Receive(echo));
        Assert.Null(caller.Frames);
    }

    [Fact]
    public void A_proof_that_was_heard_once_is_worth_nothing_the_next_time()
    {
        EntryHandshake caller = new("good", Card, isCaller: true);
        byte[] hello = caller.Hello("a:1");
        byte[] proof = caller.Receive(new EntryHandshake("good", Card, isCaller: false).Receive(hello)!)!;
        EntryHandshake later = new("good", Card, isCaller: false);
        later.Receive(hello);
        Assert.Throws<EntryRefusedException>(() => later.Receive(proof));
    }

    [Fact]
    public void Nodes_that_differ_name_the_difference_from_their_own_side()
    {
        EntryCard other = new([new("node.cluster", "biggraph"), new("the program's version", "2")]);
        EntryHandshake caller = new("s", other, isCaller: true);
        EntryHandshake callee = new("s", Card, isCaller: false);
        byte[] proof = caller.Receive(callee.Receive(caller.Hello("a:1"))!)!;
        EntryRefusedException there = Assert.Throws<EntryRefusedException>(() => callee.Receive(proof));
        Assert.Equal("the program's version is 1 here and 2 there", there.Message);
        EntryRefusedException here = Assert.Throws<EntryRefusedException>(() => caller.Receive(there.Answer));
        Assert.Equal("the program's version is 2 here and 1 there", here.Message);
        Assert.True(here.IsFinal);
    }

    [Fact]
    public void Bytes_of_another_program_are_refused_without_an_answer()
    {
        byte[][] greetings =
        [
            [], "GET / HTTP/1.1\r\n"u8.ToArray(), new byte[40], new byte[100_000], [22, 3, 1, 0, 200, 1],
            .. Enumerable.Range(0, 50).Select(RandomNumberGenerator.GetBytes),
        ];
        Assert.All(greetings, greeting => Assert.Empty(Assert.Throws<EntryRefusedException>(
            () => new EntryHandshake("s", Card, isCaller: false).Receive(greeting)).Answer));
    }

    [Fact]
    public void What_a_stranger_calls_itself_can_be_printed()
    {
        EntryHandshake callee = new("s", Card, isCaller: false);
        callee.Receive(new EntryHandshake("", Card, isCaller: true).Hello("a\u001b[2J\nerror: x"));
        Assert.DoesNotContain(callee.OtherAddress, char.IsControl);
    }

    [Fact]
    public void A_frame_that_is_changed_repeated_left_out_or_sent_back_is_noticed()
    {
        (EntryHandshake caller, EntryHandshake callee) = Meet(new("s", Card, true), new("s", Card, false));
        byte[] frame = caller.Frames!.Seal([1, 2, 3]);
        frame[0] ^= 1;
        Assert.Null(callee.Frames!.TryOpen(frame));

        (caller, callee) = Meet(new("s", Card, true), new("s", Card, false));
        byte[] once = caller.Frames!.Seal([1, 2, 3]);
        Assert.NotNull(callee.Frames!.TryOpen(once));
        Assert.Null(callee.Frames.TryOpen(once));

        (caller, callee) = Meet(new("s", Card, true), new("s", Card, false));
        caller.Frames!.Seal([1]);
        Assert.Null(callee.Frames!.TryOpen(caller.Frames.Seal([2])));

        (caller, _) = Meet(new("s", Card, true), new("s", Card, false));
        Assert.Null(caller.Frames!.TryOpen(caller.Frames.Seal([1])));
        Assert.Null(caller.Frames.TryOpen([1, 2, 3]));
    }

    private static (EntryHandshake Caller, EntryHandshake Callee) Meet(EntryHandshake caller, EntryHandshake callee)
    {
        byte[] challenge = callee.Receive(caller.Hello("10.0.0.2:4053"))!;
        byte[] proof = caller.Receive(challenge)!;
        byte[] answer = callee.Receive(proof)!;
        Assert.Null(caller.Receive(answer));
        return (caller, callee);
    }
}
