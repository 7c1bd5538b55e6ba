namespace BigGraphActors.Engine.Ports;

/// <summary>Which bytes of a partition are meant: those that the training under one lease left behind.</summary>
/// <param name="Pass">Number of the pass, from 0; -1 with the initial values.</param>
/// <param name="Term">Fencing number of the lease; 0 as the committed checkpoint has them.</param>
public readonly record struct Generation(long Pass, long Term) : IComparable<Generation>
{
    /// <summary>The generation that a committed checkpoint version holds.</summary>
    /// <param name="version">Passes published; 0 for the initial values or <c>init_path</c>.</param>
    public static Generation Published(long version) => new(version - 1, 0);

    /// <summary>Whether the table of the committed checkpoint is meant, from any trainer.</summary>
    public bool IsPublished => Term == 0;

    /// <summary>The version in which this generation is published, if it is its pass's last one.</summary>
    public long Version => Pass + 1;

    /// <summary>Whether <paramref name="left"/> was trained before <paramref name="right"/>.</summary>
    public static bool operator <(Generation left, Generation right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> was trained after <paramref name="right"/>.</summary>
    public static bool operator >(Generation left, Generation right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> was not trained after <paramref name="right"/>.</summary>
    public static bool operator <=(Generation left, Generation right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> was not trained before <paramref name="right"/>.</summary>
    public static bool operator >=(Generation left, Generation right) => left.CompareTo(right) >= 0;

    /// <summary>Later passes are newer, and within a pass higher terms.</summary>
    public int CompareTo(Generation other) =>
        Pass != other.Pass ? Pass.CompareTo(other.Pass) : Term.CompareTo(other.Term);

    /// <inheritdoc/>
    public override string ToString() => Term == 0 ? $"v{Pass + 1}" : $"p{Pass}.t{Term}";
}
