namespace BigGraphActors.Cluster.Hosting;

/// <summary>Names one life of one process of the cluster.</summary>
/// <param name="Value">
/// Address and incarnation, as in <c>10.0.0.2:4053#1204871</c>: a process that is started again has another name.
/// </param>
public readonly record struct NodeName(string Value)
{
    /// <summary>The address without the incarnation, for people.</summary>
    public string Address => Value.Split('#')[0];

    /// <inheritdoc/>
    public override string ToString() => Value;
}
