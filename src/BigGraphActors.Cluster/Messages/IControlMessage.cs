namespace BigGraphActors.Cluster.Messages;

/// <summary>Marks what may cross from one node to another in a message.</summary>
/// <remarks>
/// Sealed records of numbers, texts, and arrays of them, below 32 KiB, each of which stands in <c>WireTypes</c>.
/// Whatever does not is refused on both sides. <c>hocon/cluster.conf</c> binds this interface to
/// <c>WireSerializer</c>. Nodes of different wire types do not let each other in, so fields may change with a
/// version of the program.
/// </remarks>
public interface IControlMessage;
