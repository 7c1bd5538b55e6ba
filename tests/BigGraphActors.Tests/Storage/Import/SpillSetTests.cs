using BigGraphActors.Storage.Import;
using CsCheck;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class SpillSetTests : IDisposable
{
    private const int PageBytes = 512;

    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-spill-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(3 * PageBytes)]
    [InlineData(1 << 20)]
    public void Records_of_any_length_come_back_in_their_order_from_memory_and_from_disk(long limit) => Gen
        .Select(Gen.Int[0, 4], Gen.Byte.Array[0, 3 * PageBytes]).Array[0, 60].Sample(
            records =>
            {
                using SpillStore store = new(Path.Combine(_folder, Guid.NewGuid().ToString()), limit);
                using SpillSet set = new(store, "set", streams: 5, PageBytes);
                using SpillWriter writer = set.CreateWriter();
                foreach ((int stream, byte[] record) in records)
                {
                    writer.Put(stream, [1, 2], record);
                }

                writer.HandOver();
                for (int stream = 0; stream < set.Streams; stream++)
                {
                    byte[] written = [.. records.Where(one => one.Item1 == stream)
                        .SelectMany(one => (byte[])[1, 2, .. one.Item2])];
                    Assert.Equal(written, Read(set, stream));
                    Assert.Equal(written.Length, set.BytesOf(stream));
                }
            },
            iter: 100);

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void Records_of_several_threads_are_all_there_and_none_is_cut(long limit)
    {
        using SpillStore store = new(_folder, limit);
        using SpillSet set = new(store, "set", streams: 7, PageBytes);
        Parallel.For(0, 4, thread =>
        {
            using SpillWriter writer = set.CreateWriter();
            for (int i = 0; i < 5000; i++)
            {
                int value = (thread * 5000) + i;
                writer.Put(value % 7, BitConverter.GetBytes(value), BitConverter.GetBytes(value));
            }

            writer.HandOver();
        });

        List<int> found = [];
        for (int stream = 0; stream < 7; stream++)
        {
            foreach (byte[] record in Read(set, stream).Chunk(8))
            {
                found.Add(BitConverter.ToInt32(record));
                Assert.Equal(BitConverter.ToInt32(record), BitConverter.ToInt32(record, 4));
                Assert.Equal(stream, found[^1] % 7);
            }
        }

        Assert.Equal(Enumerable.Range(0, 20_000), found.Order());
    }

    [Fact]
    public void Memory_that_holds_all_makes_no_file()
    {
        using SpillStore store = new(Path.Combine(_folder, "scratch"), 1 << 20);
        using SpillSet set = Filled(store, bytes: 100_000);

        Assert.False(Directory.Exists(store.Folder));
        Assert.False(store.HasSpilled);
    }

    [Fact]
    public void No_more_than_the_limit_stays_in_memory_and_all_of_it_comes_back_to_the_pool()
    {
        const int Limit = 20 * PageBytes;
        using SpillStore store = new(_folder, Limit);
        using (SpillSet set = Filled(store, bytes: 100_000))
        {
            Assert.InRange(store.Pages.LentBytes, Limit - PageBytes, Limit);
        }

        Assert.Equal(0, store.Pages.LentBytes);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_goes_when_the_last_of_its_streams_is_dropped()
    {
        using SpillStore store = new(_folder, 0);
        using SpillSet set = new(store, "set", streams: 2 * SpillSet.Volumes, PageBytes);
        using SpillWriter writer = set.CreateWriter();
        for (int stream = 0; stream < set.Streams; stream++)
        {
            writer.Put(stream, [1], [2]);
        }

        writer.HandOver();
        Assert.Equal(SpillSet.Volumes, Directory.GetFiles(_folder).Length);
        set.Drop(0);
        Assert.Equal(SpillSet.Volumes, Directory.GetFiles(_folder).Length);
        set.Drop(1);
        Assert.Equal(SpillSet.Volumes - 1, Directory.GetFiles(_folder).Length);
        Assert.Equal([1, 2], Read(set, 2));
    }

    [Fact]
    public unsafe void A_large_page_that_came_back_is_lent_again_as_small_ones()
    {
        using PagePool pool = new(1 << 20);
        byte* large = pool.Take(4096);
        pool.Return(large, 4096);
        HashSet<nint> small = [];
        for (int i = 0; i < 8; i++)
        {
            small.Add((nint)pool.TryTake(512));
        }

        Assert.Equal(8, small.Count);
        Assert.All(small, page => Assert.InRange(page, (nint)large, (nint)large + 4095));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SpillSet Filled(SpillStore store, int bytes)
    {
        SpillSet set = new(store, "set", streams: 3, PageBytes);
        using SpillWriter writer = set.CreateWriter();
        for (int i = 0; i < bytes / 10; i++)
        {
            writer.Put(i % 3, [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
        }

        writer.HandOver();
        return set;
    }

    private static byte[] Read(SpillSet set, int stream)
    {
        List<byte> all = [];
        byte[] buffer = [];
        SpillReader reader = new(set, stream, ref buffer);
        while (reader.MoveNext())
        {
            all.AddRange(reader.Current);
        }

        return [.. all];
    }
}
