namespace BigGraphActors.Cluster.Messages;

/// <summary>Asks a node where its copies are, and whether it has one. Node → <c>/user/copies</c>.</summary>
/// <param name="Names">Names of the same content, the likeliest first; may be empty.</param>
public sealed record FindCopy(string[] Names) : IControlMessage;

/// <summary>Answers <see cref="FindCopy"/>.</summary>
/// <param name="Host">Where the node's data plane listens.</param>
/// <param name="Port">TCP port of the node's data plane.</param>
/// <param name="Rank">Whom to give copies to first: 0 a partition server, 1 a worker, 2 the seed node.</param>
/// <param name="Name">The first of the names asked for that is here; empty when none is.</param>
/// <param name="IsOpen">Whether the node knows the run, and takes copies.</param>
public sealed record CopyPlace(string Host, int Port, int Rank, string Name, bool IsOpen) : IControlMessage;

/// <summary>Tells a node that nobody will ask for some copies any more. Checkpoint → <c>/user/copies</c>.</summary>
/// <param name="Names">Names of single copies.</param>
/// <param name="BeforePass">All of earlier passes; 0 for none.</param>
public sealed record ForgetCopies(string[] Names, long BeforePass) : IControlMessage;

/// <summary>Asks the seed node which files a trainer must have to begin. Node → <c>/user/copies</c>.</summary>
public sealed record ListStartFiles : IControlMessage;

/// <summary>Answers <see cref="ListStartFiles"/>, on the seed node.</summary>
/// <param name="Host">Where the seed node's data plane listens.</param>
/// <param name="Port">TCP port of the seed node's data plane.</param>
/// <param name="Names">Files to fetch, in this order.</param>
public sealed record StartFiles(string Host, int Port, string[] Names) : IControlMessage;
