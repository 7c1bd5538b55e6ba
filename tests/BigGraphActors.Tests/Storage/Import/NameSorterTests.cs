using System.Text;
using BigGraphActors.Storage.Import;
using CsCheck;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class NameSorterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-names-").FullName;

    [Fact]
    public void A_part_has_every_name_of_a_space_once_in_the_order_of_hashes() => Gen
        .Select(Gen.Int[2, 4], Gen.ULong[1, 40]).Array[0, 300].Sample(
            names =>
            {
                using SpillStore store = new(_folder, 1 << 20);
                using SpillSet set = new(store, "names", streams: 1, pageBytes: 512);
                Fill(set, [.. names.Select(name => (name.Item1, new NameHash(Hash(name), 9), $"n{Hash(name)}"))]);
                using NamePart part = new(firstSpace: 2, spaces: 3, Refuse);
                part.Load(set, 0);
                for (int space = 2; space <= 4; space++)
                {
                    ulong[] expected = [.. names.Where(name => name.Item1 == space).Select(Hash).Distinct().Order()];
                    Assert.Equal(expected, part.HashesOf(space).ToArray());
                    for (int i = 0; i < expected.Length; i++)
                    {
                        Assert.Equal($"n{expected[i]}", Encoding.UTF8.GetString(part.TextOf(space, i)));
                    }
                }
            },
            iter: 100);

    [Fact]
    public void Two_names_that_share_the_first_half_of_their_hash_are_refused_by_name()
    {
        using SpillStore store = new(_folder, 1 << 20);
        using SpillSet set = new(store, "names", streams: 1, pageBytes: 512);
        Fill(set, [(0, new(5, 1), "one"), (0, new(6, 1), "two"), (0, new(5, 1), "one"), (0, new(5, 2), "three")]);
        using NamePart part = new(firstSpace: 0, spaces: 1, Refuse);

        EdgeListException refusal = Assert.Throws<EdgeListException>(() => part.Load(set, 0));
        Assert.Equal("list: 'one' and 'three'", refusal.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public void A_table_finds_every_number_and_refuses_a_name_that_it_has_not(int count)
    {
        using NameRows table = new(partBits: 3);
        for (int round = 0; round < 2; round++)
        {
            ulong[] hashes = [.. Enumerable.Range(0, count).Select(i => NameHash.Of(BitConverter.GetBytes(i), round).First)];
            table.Clear(count);
            for (int i = 0; i < count; i++)
            {
                table.Add(hashes[i], i % 10 == 0 ? NameRows.Dropped : i);
            }

            for (int i = 0; i < count; i++)
            {
                Assert.Equal(i % 10 == 0 ? NameRows.Dropped : i, table.NumberOf(hashes[i]));
            }

            ulong unknown = NameHash.Of("unknown"u8, round).First;
            Assert.Throws<InvalidOperationException>(() => table.NumberOf(unknown));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ulong Hash((int Space, ulong Name) name) => name.Name + ((ulong)name.Space * 1000);

    private static EdgeListException Refuse(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        new("list", $"'{Encoding.UTF8.GetString(one)}' and '{Encoding.UTF8.GetString(other)}'");

    private static void Fill(SpillSet set, (int Space, NameHash Hash, string Name)[] names)
    {
        using SpillWriter writer = set.CreateWriter();
        byte[] head = new byte[NameRecord.HeadBytes];
        foreach ((int space, NameHash hash, string name) in names)
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            NameRecord.WriteHead(head, hash, space, text.Length);
            writer.Put(0, head, text);
        }

        writer.HandOver();
    }
}
