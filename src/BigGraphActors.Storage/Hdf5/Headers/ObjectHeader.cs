using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>All messages of one object (group, dataset or named type), in file order.</summary>
internal sealed class ObjectHeader(FileBytes file, long address, IReadOnlyList<HeaderMessage> messages)
{
    public FileBytes File => file;

    /// <summary>Where the object lies: its identity, whatever names lead to it.</summary>
    public long Address => address;

    /// <summary>Whether the messages describe an array.</summary>
    public bool IsDataset => Has(MessageKind.Layout);

    /// <summary>Whether the messages describe a folder of links, of the old or the new style.</summary>
    public bool IsGroup => Has(MessageKind.SymbolTable) || Has(MessageKind.LinkStorage) || Has(MessageKind.Link);

    public bool Has(MessageKind kind) => messages.Any(message => message.Kind == kind);

    /// <summary>The body of the first message of a kind, or none.</summary>
    public ByteReader? Find(MessageKind kind) =>
        messages.FirstOrDefault(message => message.Kind == kind) is { } found ? Resolve(found) : null;

    /// <summary>The body of the first message of a kind.</summary>
    /// <exception cref="CorruptFileException">When the object has none.</exception>
    public ByteReader Require(MessageKind kind) =>
        Find(kind) ?? throw file.Corrupt(address, $"an object with a message of kind {kind}", "none");

    /// <summary>The bodies of all messages of a kind.</summary>
    public IEnumerable<ByteReader> All(MessageKind kind) =>
        messages.Where(message => message.Kind == kind).Select(Resolve);

    /// <summary>Like <see cref="Find"/>, but never following a pointer: pointers do not lead to pointers.</summary>
    internal ByteReader? FindOwn(MessageKind kind) =>
        messages.FirstOrDefault(message => message.Kind == kind && !message.IsShared)?.Body.Restart();

    private ByteReader Resolve(HeaderMessage message) =>
        message.IsShared ? SharedMessage.Resolve(message.Body.Restart(), message.Kind) : message.Body.Restart();
}
