namespace BigGraphActors.Schema.Hocon;

/// <summary>A value as written, before substitutions are looked up.</summary>
internal abstract class RawNode(SourcePosition at)
{
    public SourcePosition At { get; } = at;

    /// <summary>A scalar without substitutions.</summary>
    internal sealed class Literal(HoconScalar scalar) : RawNode(scalar.At)
    {
        public HoconScalar Scalar { get; } = scalar;

        /// <summary>Only the space between two parts of a value; it vanishes between objects and arrays.</summary>
        public bool IsSpace { get; init; }
    }

    /// <summary><c>[a, b]</c>.</summary>
    internal sealed class List(SourcePosition at, IReadOnlyList<RawNode> items) : RawNode(at)
    {
        public IReadOnlyList<RawNode> Items { get; } = items;
    }

    /// <summary>Several values side by side on one line.</summary>
    internal sealed class Concatenation(SourcePosition at, IReadOnlyList<RawNode> parts) : RawNode(at)
    {
        public IReadOnlyList<RawNode> Parts { get; } = parts;
    }

    /// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
    internal sealed class Substitution(SourcePosition at, string[] path, bool isOptional) : RawNode(at)
    {
        public string[] Path { get; } = path;

        public bool IsOptional { get; } = isOptional;

        /// <summary>Where the including file put the text that holds this; tried before the path as written.</summary>
        public string[] Prefix { get; init; } = [];
    }

    /// <summary>What the same field was before: the left part of <c>+=</c>.</summary>
    internal sealed class Previous(SourcePosition at) : RawNode(at);
}
