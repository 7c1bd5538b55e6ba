using System.Collections;
using System.Collections.Frozen;
using System.Reflection;
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

/// <summary>What a type on the wire is made of.</summary>
internal sealed class WireShape
{
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly IReadOnlyList<Part> _parts;

    private WireShape(Type type, IReadOnlyList<Part> parts)
    {
        Type = type;
        _parts = parts;
    }

    /// <summary>The type that this shape describes.</summary>
    public Type Type { get; }

    /// <summary>The shapes of some types, and of all that their fields are.</summary>
    public static IEnumerable<WireShape> Of(IEnumerable<Type> types)
    {
        NullabilityInfoContext nullability = new();
        Dictionary<Type, WireShape> found = [];
        Queue<Type> open = new(types);
        while (open.TryDequeue(out Type? type))
        {
            if (IsPlain(type) || found.ContainsKey(type))
            {
                continue;
            }

            WireShape shape = new(type, type.IsArray || type == typeof(TimeSpan) ? [] : PartsOf(type, nullability));
            found.Add(type, shape);
            foreach (Type next in type.IsArray
                ? [type.GetElementType()!]
                : shape._parts.Select(part => Nullable.GetUnderlyingType(part.Type) ?? part.Type))
            {
                open.Enqueue(next);
            }
        }

        return found.Values;
    }

    /// <summary>Looks for parts that are null and must not be.</summary>
    /// <exception cref="InvalidDataException">When there is one.</exception>
    public void Check(object value, IReadOnlyDictionary<Type, WireShape> shapes)
    {
        if (value is IEnumerable elements and not string)
        {
            foreach (object? element in elements)
            {
                CheckPart(element, mayBeNull: false, "an element", shapes);
            }
        }

        foreach (Part part in _parts)
        {
            CheckPart(part.Field.GetValue(value), part.MayBeNull, part.Name, shapes);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Type.Name + string.Concat(
        _parts.OrderBy(part => part.Name, StringComparer.Ordinal).Select(
            part => $"\n    {part.Name}: {NameOf(part.Type)}{(part.MayBeNull ? "?" : "")}"));

    private static bool IsPlain(Type type) => type.IsPrimitive || type == typeof(string) || type == typeof(Guid)
        || type == typeof(DateTimeOffset) || (type.IsArray && IsPlain(type.GetElementType()!));

    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static List<Part> PartsOf(Type type, NullabilityInfoContext nullability)
    {
        List<Part> parts = [];
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Own))
            {
                string name = field.Name.Trim('<').Split('>')[0];
                bool mayBeNull = Nullable.GetUnderlyingType(field.FieldType) is not null
                    || (!field.FieldType.IsValueType
                        && level.GetProperty(name, Own) is { } property
                        && nullability.Create(property).ReadState == NullabilityState.Nullable);
                parts.Add(new Part(field, name, field.FieldType, mayBeNull));
            }
        }

        return parts;
    }

    private void CheckPart(object? part, bool mayBeNull, string name, IReadOnlyDictionary<Type, WireShape> shapes)
    {
        if (part is null)
        {
            if (!mayBeNull)
            {
                throw new InvalidDataException($"{Type.Name}.{name} is missing");
            }
        }
        else if (part is string[] texts)
        {
            if (texts.Contains(null))
            {
                throw new InvalidDataException($"{Type.Name}.{name} has an element that is missing");
            }
        }
        else if (shapes.TryGetValue(part.GetType(), out WireShape? shape))
        {
            shape.Check(part, shapes);
        }
    }

    private sealed record Part(FieldInfo Field, string Name, Type Type, bool MayBeNull);
}
