using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>Writes an old-style group: local heap, symbol tables, version 1 B-tree and object header.</summary>
internal static class GroupTreeWriter
{
    /// <summary>Half of the links in a full symbol table; libhdf5's default.</summary>
    public const int SymbolTableHalf = 4;

    /// <summary>Half of the children of a full B-tree node; libhdf5's default.</summary>
    public const int NodeHalf = 16;

    private const int SymbolTableBytes = 8 + (2 * SymbolTableHalf * 40);
    private const int NodeBytes = 24 + (((2 * NodeHalf) + 1) * 8) + (2 * NodeHalf * 8);

    // Marks a heap without free space.
    private const int NoFreeBlock = 1;

    /// <summary>Adds a group at the end of the file.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="links">Names in UTF-8, in the order of their bytes, and addresses of object headers.</param>
    /// <param name="attributes">Attribute messages of the group.</param>
    public static WrittenObject Write(
        FileAppender file, List<(byte[] Name, long Address)> links, IEnumerable<HeaderMessageBytes> attributes)
    {
        long[] nameOffsets = new long[links.Count];
        long heap = WriteHeap(file, links, nameOffsets);
        long tree = WriteTree(file, links, nameOffsets);
        byte[] table = new MetadataBytes().Int64(tree).Int64(heap).ToArray();
        long header = ObjectHeaderWriter.Write(
            file, attributes.Prepend(new HeaderMessageBytes(MessageKind.SymbolTable, table)));
        return new WrittenObject(header, tree, heap);
    }

    private static long WriteHeap(FileAppender file, List<(byte[] Name, long Address)> links, long[] nameOffsets)
    {
        // Offset 0 is the empty name, the lower bound of every search.
        var names = new MetadataBytes().Zeros(8);
        for (int i = 0; i < links.Count; i++)
        {
            nameOffsets[i] = names.Count;
            names.Bytes(links[i].Name).UInt8(0).Align8();
        }

        long segment = file.Append(names.ToArray());
        byte[] header = new MetadataBytes().Text("HEAP").UInt8(0).Zeros(3)
            .Int64(names.Count).Int64(NoFreeBlock).Int64(segment).ToArray();
        return file.Append(header);
    }

    private static long WriteTree(FileAppender file, List<(byte[] Name, long Address)> links, long[] nameOffsets)
    {
        // A child is kept with the offset of its last name: the key to its right.
        var children = new List<(long Address, long LastName)>();
        for (int start = 0; start < links.Count; start += 2 * SymbolTableHalf)
        {
            int count = Math.Min(2 * SymbolTableHalf, links.Count - start);
            children.Add((WriteSymbols(file, links, nameOffsets, start, count), nameOffsets[start + count - 1]));
        }

        int level = 0;
        do
        {
            children = WriteLevel(file, children, level);
            level++;
        }
        while (children.Count > 1);

        return children[0].Address;
    }

    private static long WriteSymbols(
        FileAppender file, List<(byte[] Name, long Address)> links, long[] nameOffsets, int start, int count)
    {
        var table = new MetadataBytes(SymbolTableBytes).Text("SNOD").UInt8(1).UInt8(0).UInt16(count);
        for (int i = start; i < start + count; i++)
        {
            table.Int64(nameOffsets[i]).Int64(links[i].Address).Zeros(24);
        }

        return file.Append(table.PadTo(SymbolTableBytes).ToArray());
    }

    private static List<(long Address, long LastName)> WriteLevel(
        FileAppender file, List<(long Address, long LastName)> children, int level)
    {
        const int Most = 2 * NodeHalf;
        int nodes = Math.Max(1, (children.Count + Most - 1) / Most);
        var written = new List<(long Address, long LastName)>(nodes);
        long leftSibling = MetadataBytes.NoAddress;
        long leftKey = 0;
        for (int node = 0; node < nodes; node++)
        {
            int count = Math.Min(Most, children.Count - (node * Most));

            // Nodes of a level lie side by side, so the next one's address is known before it is written.
            long address = file.NextAddress;
            long rightSibling = node + 1 < nodes ? address + NodeBytes : MetadataBytes.NoAddress;
            var block = new MetadataBytes(NodeBytes).Text("TREE").UInt8(0).UInt8(level).UInt16(count)
                .Int64(leftSibling).Int64(rightSibling).Int64(leftKey);
            for (int i = node * Most; i < (node * Most) + count; i++)
            {
                block.Int64(children[i].Address).Int64(children[i].LastName);
                leftKey = children[i].LastName;
            }

            file.Append(block.PadTo(NodeBytes).ToArray());
            written.Add((address, leftKey));
            leftSibling = address;
        }

        return written;
    }
}
