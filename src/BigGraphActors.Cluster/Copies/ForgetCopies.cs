using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Tells a node that nobody will ask for some copies any more. Checkpoint → <c>/user/copies</c>.</summary>
/// <param name="Names">Names of single copies.</param>
/// <param name="BeforePass">All of earlier passes; 0 for none.</param>
public sealed record ForgetCopies(string[] Names, long BeforePass) : IControlMessage;
