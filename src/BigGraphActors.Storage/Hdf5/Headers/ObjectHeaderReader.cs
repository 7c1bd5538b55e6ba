using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Reads object headers of both versions, with their continuation blocks.</summary>
internal sealed class ObjectHeaderReader
{
    private const int OldPrefixBytes = 16;
    private const int OldMessagePrefixBytes = 8;
    private const int ChecksumBytes = 4;
    private const int SharedFlag = 0x02;

    // Signature, version, flags, four times, two attribute limits and the widest size of the first block.
    private const int LongestNewPrefixBytes = 4 + 1 + 1 + 16 + 4 + 8;

    private readonly FileBytes _file;
    private readonly List<HeaderMessage> _messages = [];
    private readonly Queue<(long Address, long Length)> _continuations = new();
    private readonly HashSet<long> _visited = [];
    private bool _tracksCreationOrder;

    private ObjectHeaderReader(FileBytes file) => _file = file;

    /// <summary>Reads the object at an address.</summary>
    public static ObjectHeader Read(FileBytes file, long address)
    {
        var reader = new ObjectHeaderReader(file);
        byte first = file.Open(address, 1, "an object header").UInt8();
        if (first == (byte)'O')
        {
            reader.ReadNew(address);
        }
        else
        {
            reader.ReadOld(address);
        }

        return new ObjectHeader(file, address, reader._messages);
    }

    private void ReadOld(long address)
    {
        ByteReader prefix = _file.Open(address, OldPrefixBytes, "an object header");
        prefix.Version(1, 1);
        prefix.Skip(1 + 2 + 4);
        uint size = prefix.UInt32();
        ReadOldMessages(_file.Open(address + OldPrefixBytes, size, "an object header's messages"));

        while (_continuations.TryDequeue(out (long Address, long Length) next))
        {
            ReadOldMessages(OpenContinuation(next.Address, next.Length));
        }
    }

    private void ReadOldMessages(ByteReader block)
    {
        while (block.Remaining >= OldMessagePrefixBytes)
        {
            var kind = (MessageKind)block.UInt16();
            int size = block.UInt16();
            byte flags = block.UInt8();
            block.Skip(3);
            Add(kind, flags, block.Slice(size, "an object header message"));
        }
    }

    private void ReadNew(long address)
    {
        long available = Math.Min(LongestNewPrefixBytes, Math.Max(0, _file.Length - address));
        ByteReader prefix = _file.Open(address, available, "an object header");
        prefix.Signature("OHDR");
        prefix.Version(2, 2);
        byte flags = prefix.UInt8();
        prefix.Skip((flags & 0x20) != 0 ? 16 : 0);
        prefix.Skip((flags & 0x10) != 0 ? 4 : 0);
        long size = prefix.Count(1 << (flags & 3));
        int prefixBytes = prefix.Consumed;
        _file.RequireInside(address + prefixBytes, size, "an object header's messages");

        ByteReader block = _file.Open(address, prefixBytes + size + ChecksumBytes, "an object header");
        block.VerifyChecksum();
        block.Skip(prefixBytes);
        _tracksCreationOrder = (flags & 0x04) != 0;
        ReadNewMessages(block);

        while (_continuations.TryDequeue(out (long Address, long Length) next))
        {
            ByteReader continuation = OpenContinuation(next.Address, next.Length);
            continuation.VerifyChecksum();
            continuation.Signature("OCHK");
            ReadNewMessages(continuation);
        }
    }

    private void ReadNewMessages(ByteReader block)
    {
        int prefixBytes = _tracksCreationOrder ? 6 : 4;

        // What is shorter than a message's prefix is a gap that the format allows at the end of a block.
        while (block.Remaining >= prefixBytes)
        {
            var kind = (MessageKind)block.UInt8();
            int size = block.UInt16();
            byte flags = block.UInt8();
            block.Skip(prefixBytes - 4);
            Add(kind, flags, block.Slice(size, "an object header message"));
        }
    }

    private void Add(MessageKind kind, byte flags, ByteReader body)
    {
        if (kind == MessageKind.Continuation)
        {
            _continuations.Enqueue((body.Pointer(), body.Length()));
            return;
        }

        _messages.Add(new HeaderMessage(kind, (flags & SharedFlag) != 0, body));
    }

    // Blocks are visited once, so that continuations that lead back end in an error and not in a loop.
    private ByteReader OpenContinuation(long address, long length)
    {
        if (!_visited.Add(address))
        {
            throw _file.Corrupt(address, "a continuation block that is reached once", "a cycle of continuations");
        }

        return _file.Open(address, length, "an object header's continuation");
    }
}
