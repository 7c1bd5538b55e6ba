using System.Numerics;
using PureHDF;
using PureHDF.VOL.Native;

namespace BigGraphActors.Storage.Hdf5;

/// <summary>A folder of groups and datasets in an open file.</summary>
/// <remarks>
/// Members are read at the first use, all of them, and kept. Soft links are followed. Links to other files are refused.
/// </remarks>
public sealed class Hdf5Group : Hdf5Object
{
    private readonly NativeGroup _group;
    private SortedDictionary<string, Member>? _members;

    internal Hdf5Group(Hdf5File file, NativeGroup group, string path)
        : base(file, group, path) => _group = group;

    /// <summary>Names of the members, in ordinal order.</summary>
    /// <exception cref="CorruptFileException">When they cannot be read.</exception>
    public IReadOnlyList<string> Members => [.. Opened.Keys];

    private SortedDictionary<string, Member> Opened =>
        _members ??= File.Guard($"members of group '/{Path}'", ReadMembers);

    /// <summary>The group at a path, or none when nothing, or a dataset, is there.</summary>
    /// <param name="path">Names from here, separated by slashes: <c>model/relations/0</c>.</param>
    /// <exception cref="CorruptFileException">When the way there cannot be read.</exception>
    public Hdf5Group? TryGetGroup(string path) => TryGet(path) as Hdf5Group;

    /// <summary>The dataset at a path, or none when nothing, or a group, is there.</summary>
    /// <param name="path">Names from here, separated by slashes: <c>optimizer/state_dict</c>.</param>
    /// <exception cref="CorruptFileException">When the way there cannot be read.</exception>
    public Hdf5Dataset? TryGetDataset(string path) => TryGet(path) as Hdf5Dataset;

    /// <summary>The dataset at a path, which the file must have.</summary>
    /// <param name="path">Names from here, separated by slashes.</param>
    /// <exception cref="CorruptFileException">When there is none.</exception>
    public Hdf5Dataset GetDataset(string path) =>
        TryGetDataset(path) ?? throw File.Corrupt($"a dataset '{path}' in group '/{Path}'", "none of that name");

    /// <summary>All datasets below this group, depth first in ordinal order of names.</summary>
    /// <remarks>
    /// A group that is reached by several names is listed under the first only, so cycles of links end.
    /// </remarks>
    /// <exception cref="CorruptFileException">When a group or dataset cannot be read.</exception>
    public IEnumerable<Hdf5Dataset> EnumerateDatasets()
    {
        HashSet<ulong> visited = [Address];
        Stack<Hdf5Object> pending = new([this]);
        while (pending.TryPop(out Hdf5Object? next))
        {
            if (next is Hdf5Dataset dataset)
            {
                yield return dataset;
            }
            else if (next is Hdf5Group group)
            {
                foreach (Member member in group.Opened.Values.Reverse())
                {
                    if (member.Object is Hdf5Dataset
                        || (member.Object is Hdf5Group inner && visited.Add(inner.Address)))
                    {
                        pending.Push(member.Object);
                    }
                }
            }
        }
    }

    private ulong Address => File.Guard($"the header of group '/{Path}'", () => PureHdfInside.AddressOf(_group));

    private Hdf5Object? TryGet(string path)
    {
        Hdf5Object? at = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at is not Hdf5Group group || !group.Opened.TryGetValue(name, out Member member))
            {
                return null;
            }

            at = member.Fault is null
                ? member.Object
                : throw File.Corrupt($"a target of link '{name}' in group '/{group.Path}'", member.Fault);
        }

        return at;
    }

    private SortedDictionary<string, Member> ReadMembers()
    {
        RefuseLinks();
        SortedDictionary<string, Member> members = new(StringComparer.Ordinal);
        foreach (IH5Object it in _group.Children())
        {
            string path = Path.Length == 0 ? it.Name : $"{Path}/{it.Name}";
            members[it.Name] = it switch
            {
                NativeGroup group => new(new Hdf5Group(File, group, path), null),
                NativeDataset dataset => new(new Hdf5Dataset(File, dataset, path), null),
                IH5UnresolvedLink dangling => new(null, dangling.Reason?.Message ?? "none"),
                _ => default,
            };
        }

        return members;
    }

    // The library opens the file that an external link names, and calls itself without an end, and without reading,
    // where soft links of one group lead to each other.
    private void RefuseLinks()
    {
        (string Kind, string Name, string? Target)[] links = [.. PureHdfInside.LinksOf(_group)];
        HashSet<string> soft = [.. links.Where(link => link.Kind == "Soft").Select(link => link.Name)];
        foreach ((string kind, string name, string? target) in links)
        {
            bool isChain = kind == "Soft" && soft.Contains(target!.Split('/')[0]);
            if (isChain || kind is not ("Hard" or "Soft"))
            {
                string what = isChain ? $"soft link '{name}' to another soft link" : $"{kind} link '{name}'";
                throw File.Unsupported($"hard links, or soft links to objects, in group '/{Path}'", what);
            }
        }
    }

    /// <param name="Object">What it is; none for a named type and for a link that leads nowhere.</param>
    /// <param name="Fault">Why the link leads nowhere.</param>
    private readonly record struct Member(Hdf5Object? Object, string? Fault);
}

/// <summary>A group or a dataset of an open file: a thing with a path and attributes.</summary>
public abstract class Hdf5Object
{
    private readonly NativeObject _object;
    private Dictionary<string, Hdf5Attribute>? _attributes;

    private protected Hdf5Object(Hdf5File file, NativeObject it, string path)
    {
        File = file;
        _object = it;
        Path = path;
    }

    /// <summary>Path from the root, without a leading slash; empty for the root itself.</summary>
    public string Path { get; }

    /// <summary>Attributes by name. A name may contain slashes: PBG's <c>config/json</c> is one name.</summary>
    /// <exception cref="CorruptFileException">When they cannot be read.</exception>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => _attributes ??= File.Guard(
        $"attributes of '/{Path}'",
        () => _object.Attributes().Cast<NativeAttribute>()
            .ToDictionary(it => it.Name, it => new Hdf5Attribute(File, it), StringComparer.Ordinal));

    internal Hdf5File File { get; }

    /// <summary>One attribute, or none of that name.</summary>
    public Hdf5Attribute? TryGetAttribute(string name) => Attributes.GetValueOrDefault(name);
}

/// <summary>A small named value on a group or dataset.</summary>
public sealed class Hdf5Attribute
{
    private readonly Hdf5File _file;
    private readonly NativeAttribute _attribute;

    internal Hdf5Attribute(Hdf5File file, NativeAttribute attribute)
    {
        _file = file;
        _attribute = attribute;
        ElementType = PureHdfInside.TypeOf(attribute);
        Shape = Hdf5Dataset.ShapeOf(attribute.Space);
    }

    /// <summary>Its name, slashes and all.</summary>
    public string Name => _attribute.Name;

    /// <summary>Its stored type.</summary>
    public Hdf5ElementType ElementType { get; }

    /// <summary>Its extents; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>A single number as int64, converted as <see cref="Hdf5Dataset.ReadInt64"/> does.</summary>
    /// <exception cref="CorruptFileException">When it is no number, or not exactly one.</exception>
    public long ReadInt64() => ReadNumber<long>();

    /// <summary>A single number as double.</summary>
    /// <exception cref="CorruptFileException">When it is no number, or not exactly one.</exception>
    public double ReadDouble() => ReadNumber<double>();

    /// <summary>
    /// A single text of fixed or varying length; bytes that are no UTF-8 become replacement characters.
    /// </summary>
    /// <exception cref="CorruptFileException">When it is no text, or not exactly one.</exception>
    public string ReadString()
    {
        RequireOne();
        if (ElementType.Class is not (Hdf5ElementClass.FixedString or Hdf5ElementClass.VariableString))
        {
            throw _file.Corrupt($"text in attribute '{Name}'", $"a value of class {ElementType.Class}");
        }

        // The library gives none for an empty text of varying length.
        string text = _file.Guard($"text in attribute '{Name}'", () => _attribute.Read<string>()) ?? string.Empty;
        return ElementType.Class == Hdf5ElementClass.FixedString ? text.TrimEnd('\0', ' ') : text.TrimEnd('\0');
    }

    /// <summary>The stored bytes, unconverted.</summary>
    public byte[] ReadBytes() => PureHdfInside.ValueOf(_attribute);

    private T ReadNumber<T>()
        where T : unmanaged, INumber<T>
    {
        RequireOne();
        if (!ElementConverter.CanConvert(ElementType))
        {
            throw _file.Corrupt($"a number in attribute '{Name}'", $"a value of class {ElementType.Class}");
        }

        byte[] stored = ReadBytes();
        if (stored.Length < ElementType.SizeBytes)
        {
            throw _file.Corrupt($"{ElementType.SizeBytes} bytes in attribute '{Name}'", $"{stored.Length}");
        }

        Span<T> number = stackalloc T[1];
        ElementConverter.Convert(ElementType, stored.AsSpan(0, ElementType.SizeBytes), number);
        return number[0];
    }

    private void RequireOne()
    {
        if (Shape.Any(extent => extent != 1))
        {
            throw _file.Corrupt($"one value in attribute '{Name}'", $"shape [{string.Join(" x ", Shape)}]");
        }
    }
}
