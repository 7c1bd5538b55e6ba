using System.Runtime.CompilerServices;
using System.Text;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Looks up substitutions and merges definitions.</summary>
/// <remarks>
/// A field is the merge of its definitions, the last first; a value that is no object hides all before it. A
/// substitution that comes back to a field which is just being looked up sees only that field's other definitions:
/// so <c>path = ${path}":more"</c> means the earlier <c>path</c>, and a real cycle ends with nothing found.
/// </remarks>
internal sealed class HoconResolver(RawObject root, HoconReadOptions options)
{
    private const int MaxNestedLookUps = 512;
    private const int MaxWork = 4_000_000;

    private readonly HashSet<RawNode.Substitution> _open = new(ReferenceEqualityComparer.Instance);
    private int _nested;
    private int _work;

    public HoconObject Resolve() => ResolveObject(root);

    private HoconObject ResolveObject(RawObject raw)
    {
        List<HoconField> fields = new(raw.Fields.Count);
        foreach (RawObject.Field field in raw.Fields)
        {
            if (Gather(field, field.Definitions.Count, [], refuseOpen: true) is { } value)
            {
                fields.Add(new HoconField(field.Key, field.Definitions[^1].At, value));
            }
        }

        return new HoconObject(raw.At, fields);
    }

    /// <summary>Merges what the first definitions of a field say about a path below it.</summary>
    /// <param name="field">The field with all its definitions in the order of the text.</param>
    /// <param name="count">Definitions to look at.</param>
    /// <param name="rest">Path below the field; empty for the field itself.</param>
    /// <param name="refuseOpen">
    /// Throws on a definition that is just being looked up, where else it is passed over.
    /// </param>
    private HoconNode? Gather(RawObject.Field field, int count, ReadOnlySpan<string> rest, bool refuseOpen = false)
    {
        HoconNode? gathered = null;
        for (int i = count - 1; i >= 0; i--)
        {
            RawNode definition = field.Definitions[i].Value;
            if (rest.IsEmpty && IsOpen(definition))
            {
                _ = refuseOpen && i == 0 && gathered is null ? throw Cycle(definition.At) : 0;
                continue;
            }

            bool hides = false;
            HoconNode? found = rest.IsEmpty ? ResolveNode(definition, field, i) : Inside(definition, rest, out hides);
            gathered = Merge(found, gathered);
            if (hides || found is not (null or HoconObject))
            {
                break;
            }
        }

        return gathered;
    }

    /// <summary>Looks below a definition, resolving only what is in the way.</summary>
    /// <param name="definition">The whole value of a key, or a part of it.</param>
    /// <param name="rest">Path below it, not empty.</param>
    /// <param name="hides">Whether it is no object, so that earlier definitions do not count.</param>
    private HoconNode? Inside(RawNode definition, ReadOnlySpan<string> rest, out bool hides)
    {
        hides = false;
        switch (definition)
        {
            case RawObject nested:
                RawObject.Field? field = nested.Find(rest[0]);
                return field is null ? null : Gather(field, field.Definitions.Count, rest[1..]);
            case RawNode.Concatenation joined:
                HoconNode? gathered = null;
                for (int i = joined.Parts.Count - 1; i >= 0 && !hides; i--)
                {
                    gathered = Merge(Inside(joined.Parts[i], rest, out hides), gathered);
                    hides |= gathered is not (null or HoconObject);
                }

                return gathered;
            case RawNode.Substitution substitution when _open.Contains(substitution):
                return null;
            case RawNode.Substitution substitution:
                HoconNode? value = ResolveSubstitution(substitution);
                hides = value is not (null or HoconObject);
                return (value as HoconObject)?.Find(rest);
            case RawNode.Literal { IsSpace: true } or RawNode.Previous:
                return null;
            default:
                hides = true;
                return null;
        }
    }

    private HoconNode? ResolveNode(RawNode node, RawObject.Field field, int index)
    {
        Count(1, node.At);
        if (++_nested > MaxNestedLookUps || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new HoconException(node.At, $"substitutions nested deeper than {MaxNestedLookUps} levels");
        }

        HoconNode? value = node switch
        {
            RawNode.Literal literal => literal.Scalar,
            RawObject nested => ResolveObject(nested),
            RawNode.List list => ResolveList(list, field, index),
            RawNode.Substitution substitution => ResolveSubstitution(substitution),
            RawNode.Previous => Gather(field, index, []),
            RawNode.Concatenation joined => Join(joined, field, index),
            _ => throw new InvalidOperationException($"no such raw node: {node.GetType().Name}"),
        };
        _nested--;
        return value;
    }

    private HoconArray ResolveList(RawNode.List list, RawObject.Field field, int index)
    {
        List<HoconNode> items = new(list.Items.Count);
        foreach (RawNode item in list.Items)
        {
            if (ResolveNode(item, field, index) is { } value)
            {
                items.Add(value);
            }
        }

        return new HoconArray(list.At, items);
    }

    private HoconNode? ResolveSubstitution(RawNode.Substitution substitution)
    {
        if (!_open.Add(substitution))
        {
            throw Cycle(substitution.At);
        }

        HoconNode? value = LookUp([.. substitution.Prefix, .. substitution.Path])
            ?? (substitution.Prefix.Length > 0 ? LookUp(substitution.Path) : null)
            ?? options.Fallback?.Find(substitution.Path)
            ?? FromEnvironment(substitution.Path);
        _open.Remove(substitution);
        return value is not null || substitution.IsOptional
            ? value
            : throw new HoconException(
                substitution.At,
                $"${{{HoconPath.Format(substitution.Path)}}} is defined neither here nor in the environment"
                + " (or only by itself); ${?...} would allow that");
    }

    private HoconNode? LookUp(string[] path) =>
        root.Find(path[0]) is { } field ? Gather(field, field.Definitions.Count, path.AsSpan(1)) : null;

    private HoconScalar? FromEnvironment(string[] path)
    {
        string name = string.Join('.', path);
        return options.Environment(name) is { } value
            ? new HoconScalar(SourcePosition.Of($"environment variable {name}"), value, false)
            : null;
    }

    private HoconNode? Join(RawNode.Concatenation joined, RawObject.Field field, int index)
    {
        List<HoconNode> all = [];
        List<HoconNode> solid = [];
        foreach (RawNode part in joined.Parts)
        {
            if (ResolveNode(part, field, index) is not { } value)
            {
                continue;
            }

            all.Add(value);
            if (part is not RawNode.Literal { IsSpace: true })
            {
                solid.Add(value);
            }
        }

        if (solid.TrueForAll(value => value is HoconScalar))
        {
            return solid.Count == 0 ? null : JoinText(joined.At, all);
        }

        // Space between objects or arrays is layout; between words it is text.
        return solid.Find(value => value.GetType() != solid[0].GetType()) is { } stranger
            ? throw new HoconException(stranger.At, $"{stranger.Kind} cannot be joined to {solid[0].Kind}")
            : solid[0] is HoconObject
                ? solid.Cast<HoconObject>().Aggregate(HoconObject.Overlay)
                : JoinArrays(joined.At, solid.Cast<HoconArray>());
    }

    private HoconArray JoinArrays(SourcePosition at, IEnumerable<HoconArray> arrays)
    {
        List<HoconNode> items = [.. arrays.SelectMany(array => array)];
        Count(items.Count, at);
        return new HoconArray(at, items);
    }

    private HoconScalar JoinText(SourcePosition at, List<HoconNode> values)
    {
        StringBuilder text = new();
        foreach (HoconNode value in values)
        {
            text.Append(((HoconScalar)value).Text);
            Count(((HoconScalar)value).Text.Length, at);
        }

        return new HoconScalar(at, text.ToString(), values.Exists(value => ((HoconScalar)value).IsQuoted));
    }

    private static HoconNode? Merge(HoconNode? earlier, HoconNode? later) => (earlier, later) switch
    {
        (null, _) => later,
        (_, null) => earlier,
        (HoconObject below, HoconObject above) => HoconObject.Overlay(below, above),
        _ => later,
    };

    private bool IsOpen(RawNode definition) => definition switch
    {
        RawNode.Substitution substitution => _open.Contains(substitution),
        RawNode.Concatenation joined => joined.Parts.Any(IsOpen),
        _ => false,
    };

    private void Count(int work, SourcePosition at)
    {
        _work += work;
        if (_work > MaxWork)
        {
            throw new HoconException(at, "substitutions make this text too large");
        }
    }

    private static HoconException Cycle(SourcePosition at) => new(at, "this substitution leads back to itself");
}
