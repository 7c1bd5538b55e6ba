using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.Parameters;

public sealed class SliceStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-slices-").FullName;

    [Fact]
    public void Each_life_is_later_than_all_before()
    {
        SliceStore store = new(_folder, "run", 1);
        Assert.Equal([1L, 2, 3], new[] { store.Claim(0), store.Claim(0), store.Claim(0) });
        Assert.Equal(1, store.Claim(1));
        Assert.True(store.IsOver(0, 2));
        Assert.False(store.IsOver(0, 3));
    }

    [Fact]
    public void Lives_claimed_at_once_are_different()
    {
        SliceStore store = new(_folder, "run", 1);
        long[] lives = new long[40];
        Parallel.For(0, lives.Length, at => lives[at] = store.Claim(7));
        Assert.Equal(lives.Length, lives.Distinct().Count());
    }

    [Fact]
    public void A_snapshot_comes_back_as_it_was()
    {
        SliceStore store = new(_folder, "run", 1);
        Guid client = Guid.NewGuid();
        Save(store, store.Claim(0), client, 5);
        using SliceSnapshot? read = store.Load(0, store.Claim(0), 100);
        Assert.Equal(5, read!.Added[client]);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), read.Values.AsSpan().ToArray());
    }

    [Fact]
    public void Another_run_and_another_layout_are_passed_over()
    {
        SliceStore store = new(_folder, "run", 1);
        Save(store, store.Claim(0), Guid.NewGuid(), 5);
        Assert.Null(new SliceStore(_folder, "other run", 1).Load(0, 99, 100));
        Assert.Null(new SliceStore(_folder, "run", 2).Load(0, 99, 100));
    }

    [Fact]
    public void Damage_anywhere_is_noticed()
    {
        SliceStore store = new(_folder, "run", 1);
        Save(store, store.Claim(0), Guid.NewGuid(), 5);
        string file = Directory.GetFiles(_folder, "*.bin", SearchOption.AllDirectories).Single();
        byte[] right = File.ReadAllBytes(file);
        Random random = new(5);
        for (int i = 0; i < 200; i++)
        {
            byte[] wrong = [.. right];
            int at = random.Next(wrong.Length);
            wrong[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, i % 2 == 0 ? wrong : right[..at]);
            try
            {
                // A changed layout or run number makes it another run's: passed over, never taken for this one's.
                Assert.Null(store.Load(0, 99, 100));
            }
            catch (CorruptFileException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void A_snapshot_of_the_version_before_is_refused_and_both_versions_are_named()
    {
        SliceStore store = new(_folder, "run", 1);
        Save(store, store.Claim(0), Guid.NewGuid(), 5);
        string file = Directory.GetFiles(_folder, "*.bin", SearchOption.AllDirectories).Single();
        byte[] older = File.ReadAllBytes(file);
        older[7] = (byte)'1';
        File.WriteAllBytes(file, older);

        CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => store.Load(0, 99, 100));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("version 1, which another version of the program wrote", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_earlier_lives_left_goes_when_a_later_one_has_its_own()
    {
        SliceStore store = new(_folder, "run", 1);
        Save(store, store.Claim(0), Guid.NewGuid(), 5);
        long life = store.Claim(0);
        Save(store, life, Guid.NewGuid(), 6);
        store.ForgetBefore(0, life);
        Assert.Equal(2, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(life + 1, store.Claim(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Save(SliceStore store, long life, Guid client, long sequence)
    {
        using SliceSnapshot snapshot = new(
            new NativeBuffer<float>(100), new Dictionary<Guid, long> { [client] = sequence });
        for (int i = 0; i < 100; i++)
        {
            snapshot.Values[i] = i;
        }

        store.Save(0, life, snapshot);
    }
}
