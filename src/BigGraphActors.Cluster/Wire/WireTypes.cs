using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Wire;

/// <summary>The only types that messages between nodes are made of: the allow-list of <see cref="WireSerializer"/>.
/// </summary>
/// <remarks>
/// Messages are listed by hand, and the events that one of them, <see cref="NodeEvent"/>, carries; what their fields
/// need follows from them.
/// </remarks>
internal static partial class WireTypes
{
    /// <summary>Every message, in no order that matters.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
    [
        typeof(AcquireBucket), typeof(RenewLeases), typeof(CompleteBuckets), typeof(GiveUpBucket), typeof(EndRun),
        typeof(BucketGranted), typeof(WaitForBucket), typeof(AskAnew), typeof(BucketsChanged), typeof(LeasesRenewed),
        typeof(BucketsCompleted), typeof(LeasesRefused), typeof(LeasesRevoked), typeof(RunOver), typeof(LockProgress),
        typeof(LocatePartition), typeof(PartitionAt), typeof(RecordPartition), typeof(PartitionRecorded),
        typeof(RequestTable), typeof(TableOffer), typeof(FindCopy), typeof(CopyPlace), typeof(ForgetCopies),
        typeof(ListStartFiles), typeof(StartFiles), typeof(WhereIsSlice), typeof(SliceAt), typeof(DescribeRun),
        typeof(RunDescription), typeof(StopRun), typeof(RunStopping), typeof(GetRunStatus), typeof(RunStatus),
        typeof(NodeEvent),
    ];

    private static readonly Lazy<FrozenDictionary<Type, WireShape>> Known = new(
        () => WireShape.Of([.. Messages, .. RunEventLine.Types]).ToFrozenDictionary(shape => shape.Type));

    private static readonly Lazy<FrozenSet<string>> Names = new(
        () => Known.Value.Keys.Select(type => Shorten(type.AssemblyQualifiedName!)).ToFrozenSet());

    private static readonly Lazy<FrozenSet<Type>> Roots = new(() => Messages.ToFrozenSet());

    private static readonly Lazy<string> Hash = new(
        () => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Describe())))[..16]);

    /// <summary>Tells nodes with other messages apart.</summary>
    public static string Digest => Hash.Value;

    /// <summary>Whether a type is one of the messages, not only a part of them.</summary>
    public static bool IsMessage(Type type) => Roots.Value.Contains(type);

    /// <summary>Whether a type of this name, short or assembly-qualified, may be made.</summary>
    public static bool IsAllowed(string typeName) => Names.Value.Contains(Shorten(typeName));

    /// <summary>Makes sure that what must not be null is not: no constructor has looked at it.</summary>
    /// <param name="message">A message that was just read; must be of a known type.</param>
    /// <exception cref="InvalidDataException">When something is missing; says what.</exception>
    public static void Check(object message) => Known.Value[message.GetType()].Check(message, Known.Value);

    /// <summary>All types with their fields, for people and for <see cref="Digest"/>.</summary>
    public static string Describe() => string.Join(
        '\n', Known.Value.Values.Where(shape => shape.Type is { IsArray: false, Namespace: not nameof(System) })
            .Select(shape => shape.ToString()).Order(StringComparer.Ordinal));

    private static string Shorten(string typeName) => NoiseOfNames().Replace(typeName, "");

    // Versions, and the two ways of naming the core library: Hyperion's and the runtime's.
    [GeneratedRegex(@", ?(Version|Culture|PublicKeyToken)=[^,\]]+|, ?%core%|, ?System\.Private\.CoreLib")]
    private static partial Regex NoiseOfNames();
}
