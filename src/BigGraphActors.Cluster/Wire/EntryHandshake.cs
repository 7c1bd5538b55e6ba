using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Akka.Configuration;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Wire;

/// <summary>How two nodes make sure of each other before a message passes: the words of one connection.</summary>
/// <remarks>
/// <para>caller: name of the protocol, 32 random bytes, the address it is reached at · callee: the name, 32 random
/// bytes · caller: proof, and its <see cref="EntryCard"/> · callee: a byte that says yes or no, proof, and its card
/// or the reason. A proof is HMAC-SHA256 of the secret over who speaks, all that was said before, and what comes
/// with it; the secret itself is never sent. The caller proves first, so that a probe gets nothing to guess the
/// secret from.</para>
/// <para>Knows of no sockets: frames go in, frames come out. One thread at a time.</para>
/// </remarks>
internal sealed class EntryHandshake
{
    private const int NonceLength = 32;
    private const int LongestAddress = 300;
    private const int LongestCard = 8192;
    private const byte Yes = 1;
    private const byte No = 0;

    private readonly byte[] _secret;
    private readonly EntryCard _card;
    private readonly bool _isCaller;
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(NonceLength);
    private byte[] _said = [];

    /// <param name="secret">What nodes of the cluster know.</param>
    /// <param name="card">The card that this node sends.</param>
    /// <param name="isCaller">Whether it has dialled.</param>
    public EntryHandshake(string secret, EntryCard card, bool isCaller)
    {
        _secret = Encoding.UTF8.GetBytes(secret);
        _card = card;
        _isCaller = isCaller;
    }

    /// <summary>How the other side calls itself; not to be believed, and empty before it was said.</summary>
    public string OtherAddress { get; private set; } = "";

    /// <summary>Ends the handshake well: the connection's keys; before that none.</summary>
    public SealedFrames? Frames { get; private set; }

    private static ReadOnlySpan<byte> Name => "BGActor1"u8;

    /// <summary>What the caller says first.</summary>
    /// <param name="address">Where it is reached.</param>
    public byte[] Hello(string address)
    {
        _said = [.. Name, .. _nonce, .. Encoding.UTF8.GetBytes(address)];
        return _said;
    }

    /// <summary>Receives the next frame of the other side.</summary>
    /// <returns>What is to be answered, or nothing.</returns>
    /// <exception cref="EntryRefusedException">When the two do not belong together.</exception>
    public byte[]? Receive(ReadOnlySpan<byte> frame) => (_isCaller, OtherAddress.Length > 0) switch
    {
        (false, false) => TakeHello(frame),
        (false, true) => TakeProof(frame),
        (true, false) => TakeChallenge(frame),
        (true, true) => TakeVerdict(frame),
    };

    private byte[] TakeHello(ReadOnlySpan<byte> frame)
    {
        int known = Name.Length + NonceLength;
        if (frame.Length <= known || frame.Length > known + LongestAddress || !frame.StartsWith(Name))
        {
            throw new EntryRefusedException("it does not speak as a node of this program does", []);
        }

        string address = Encoding.UTF8.GetString(frame[known..]);
        OtherAddress = string.Concat(address.Select(one => char.IsAsciiLetterOrDigit(one) || ".:-_[]".Contains(
            one, StringComparison.Ordinal) ? one : '?'));
        byte[] challenge = [.. Name, .. _nonce];
        _said = [.. frame, .. challenge];
        return challenge;
    }

    private byte[] TakeChallenge(ReadOnlySpan<byte> frame)
    {
        if (frame.Length != Name.Length + NonceLength || !frame.StartsWith(Name))
        {
            throw new EntryRefusedException("what listens there is no node of this version of the program", []);
        }

        OtherAddress = "callee";
        _said = [.. _said, .. frame];
        byte[] card = _card.ToBytes();
        return [.. Proof("caller", card), .. card];
    }

    private byte[] TakeProof(ReadOnlySpan<byte> frame)
    {
        const string Unknown = "it does not know this cluster's secret (node.secret)";
        int proof = HMACSHA256.HashSizeInBytes;
        if (frame.Length < proof || frame.Length > proof + LongestCard
            || !CryptographicOperations.FixedTimeEquals(frame[..proof], Proof("caller", frame[proof..])))
        {
            throw new EntryRefusedException(Unknown, [No]);
        }

        EntryCard theirs = EntryCard.FromBytes(frame[proof..]);
        if (_card.DifferenceTo(theirs, "here", "there") is { } difference)
        {
            byte[] words = Encoding.UTF8.GetBytes(theirs.DifferenceTo(_card, "here", "there") ?? difference);
            throw new EntryRefusedException(difference, [No, .. Proof("callee no", words), .. words]);
        }

        byte[] card = _card.ToBytes();
        byte[] answer = [Yes, .. Proof("callee yes", card), .. card];
        Frames = new SealedFrames(_secret, _said, _isCaller);
        return answer;
    }

    private byte[]? TakeVerdict(ReadOnlySpan<byte> frame)
    {
        int end = 1 + HMACSHA256.HashSizeInBytes;
        if (frame.Length < end)
        {
            throw new EntryRefusedException("it does not take this node's secret (node.secret) for its own", [], true);
        }

        ReadOnlySpan<byte> words = frame[end..];
        string side = frame[0] == Yes ? "callee yes" : "callee no";
        if (!CryptographicOperations.FixedTimeEquals(frame[1..end], Proof(side, words)))
        {
            throw new EntryRefusedException("it does not know this node's secret (node.secret)", [], true);
        }

        if (frame[0] != Yes)
        {
            throw new EntryRefusedException(Encoding.UTF8.GetString(words), [], true);
        }

        Frames = new SealedFrames(_secret, _said, _isCaller);
        return null;
    }

    private byte[] Proof(string side, ReadOnlySpan<byte> words)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes(side), 0, .. _said, .. words];
        return HMACSHA256.HashData(_secret, whole);
    }
}

/// <summary>Two nodes do not belong together.</summary>
/// <param name="reason">The reason in words.</param>
/// <param name="answer">What the other side is to be told; may be empty.</param>
/// <param name="isFinal">Whether trying again is of no use to this side.</param>
internal sealed class EntryRefusedException(string reason, byte[] answer, bool isFinal = false) : IOException(reason)
{
    /// <summary>What the other side is to be told; may be empty.</summary>
    public byte[] Answer { get; } = answer;

    /// <summary>Whether this side was turned away, for what the same settings will not mend.</summary>
    public bool IsFinal { get; } = isFinal;
}

/// <summary>Puts a proof behind each frame, so that nobody can slip one in, change, repeat or drop one.</summary>
/// <remarks>
/// Half an HMAC-SHA256 over a count and the frame, by a key that belongs to this connection and direction. It proves
/// and hides nothing: who reads along reads all; TLS is against that.
/// </remarks>
internal sealed class SealedFrames
{
    /// <summary>Bytes that a frame grows by.</summary>
    public const int Overhead = 16;

    private readonly byte[] _sending;
    private readonly byte[] _receiving;
    private ulong _sent;
    private ulong _received;

    /// <param name="secret">The secret that both sides proved; the keys are derived from it.</param>
    /// <param name="said">What both said first.</param>
    /// <param name="isCaller">Which of them this is.</param>
    public SealedFrames(byte[] secret, byte[] said, bool isCaller)
    {
        byte[] caller = [.. "from caller"u8, 0, .. said];
        byte[] callee = [.. "from callee"u8, 0, .. said];
        _sending = HMACSHA256.HashData(secret, isCaller ? caller : callee);
        _receiving = HMACSHA256.HashData(secret, isCaller ? callee : caller);
    }

    /// <summary>A frame to be sent, in the order of these calls.</summary>
    public byte[] Seal(ReadOnlySpan<byte> frame)
    {
        byte[] whole = new byte[frame.Length + Overhead];
        frame.CopyTo(whole);
        Tag(_sending, _sent++, frame).AsSpan(0, Overhead).CopyTo(whole.AsSpan(frame.Length));
        return whole;
    }

    /// <summary>The frame that was sent, or none when it is not the next one of the other side.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> whole)
    {
        if (whole.Length < Overhead)
        {
            return null;
        }

        ReadOnlySpan<byte> frame = whole[..^Overhead];
        byte[] tag = Tag(_receiving, _received++, frame);
        return CryptographicOperations.FixedTimeEquals(tag.AsSpan(0, Overhead), whole[^Overhead..])
            ? frame.ToArray()
            : null;
    }

    private static byte[] Tag(byte[] key, ulong number, ReadOnlySpan<byte> frame)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(count, number);
        hash.AppendData(count);
        hash.AppendData(frame);
        return hash.GetHashAndReset();
    }
}

/// <summary>What a node says of itself before another one lets it in: all in which a cluster's nodes agree.</summary>
/// <param name="Facts">Names and values, in an order that both sides have.</param>
internal sealed record EntryCard(IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    private const int MostFacts = 100;

    /// <summary>Settings of Akka.NET that decide who goes on after a netsplit, and where actors are.</summary>
    private static readonly string[] SharedSettings =
    [
        "akka.cluster.downing-provider-class",
        "akka.cluster.down-removal-margin",
        "akka.cluster.split-brain-resolver.active-strategy",
        "akka.cluster.split-brain-resolver.stable-after",
        "akka.cluster.split-brain-resolver.down-all-when-unstable",
        "akka.cluster.sharding.state-store-mode",
        "akka.remote.dot-netty.tcp.maximum-frame-size",
    ];

    /// <summary>Makes the card of this node.</summary>
    /// <param name="node">The node's block <c>biggraph.node</c>.</param>
    /// <param name="config">The configuration of the node's actor system.</param>
    public static EntryCard Of(NodeSettings node, Config config) => new(
    [
        new("node.cluster", node.Cluster),
        new("the program's version", Version),
        new("the wire version", WireTypes.Digest),
        .. SharedSettings.Select(key => new KeyValuePair<string, string>(
            key, config.GetString(key, "") is { Length: > 0 } value ? value : "Akka.NET's default")),
    ]);

    private static string Version { get; } = typeof(EntryCard).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>As bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join('\n', Facts.Select(
        fact => $"{fact.Key}\t{fact.Value.ReplaceLineEndings(" ").Replace('\t', ' ')}")));

    /// <summary>The other way; bytes of no meaning make a card that differs.</summary>
    public static EntryCard FromBytes(ReadOnlySpan<byte> bytes) => new(
    [
        .. Encoding.UTF8.GetString(bytes).Split('\n', MostFacts).Select(line => line.Split('\t', 2))
            .Select(parts => new KeyValuePair<string, string>(parts[0], parts.Length > 1 ? parts[1] : "")),
    ]);

    /// <summary>The first thing in which two nodes differ, for people; none when they belong together.</summary>
    /// <param name="other">The card that the other node has sent.</param>
    /// <param name="here">What to call the place of this card.</param>
    /// <param name="there">What to call the other's.</param>
    public string? DifferenceTo(EntryCard other, string here, string there)
    {
        Dictionary<string, string> theirs = new(StringComparer.Ordinal);
        foreach ((string name, string value) in other.Facts)
        {
            theirs.TryAdd(name, value);
        }

        foreach ((string name, string value) in Facts)
        {
            if (theirs.GetValueOrDefault(name) is not { } their)
            {
                return $"{name} is said only {here}";
            }

            if (their != value)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name} is {value} {here} and {their} {there}");
            }
        }

        return theirs.Count > Facts.Count ? "it is of another kind" : null;
    }
}
