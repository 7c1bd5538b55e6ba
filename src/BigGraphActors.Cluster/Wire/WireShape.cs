using System.Collections;
using System.Reflection;

namespace BigGraphActors.Cluster.Wire;

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
