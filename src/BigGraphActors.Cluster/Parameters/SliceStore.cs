using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The files that slices survive their nodes in.</summary>
/// <remarks>
/// FOLDER/SLICE/l{LIFE}.claim is created by a slice when it comes to life, for it alone; l{LIFE}.bin is its newest
/// snapshot, whole or absent. A life that finds a later claim is over: what it wrote since does not count. Layout of a
/// snapshot, little-endian: 8 bytes name · layout (uint64) · run (uint64) · elements (int32) · clients (int32) · of
/// each client 16 bytes and a sequence number (int64) · the elements · XXH3 of all before (uint64). Any thread;
/// each slice by one at a time.
/// </remarks>
/// <param name="folder">Made when absent; on a file system that all nodes see.</param>
/// <param name="run">Names the run; snapshots of another are passed over.</param>
/// <param name="layoutId">Of the layout; snapshots of another are passed over.</param>
internal sealed class SliceStore(string folder, string run, ulong layoutId)
{
    private const int HeaderBytes = 32;
    private const int ClientBytes = 24;
    private const int MaxClients = 1 << 16;

    private static ReadOnlySpan<byte> Name => "BGAslic2"u8;

    private readonly ulong _run = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(run));

    /// <summary>Begins a life of a slice: later than any other.</summary>
    /// <exception cref="IOException">When the folder cannot be written.</exception>
    public long Claim(int slice)
    {
        string home = Directory.CreateDirectory(HomeOf(slice)).FullName;
        long life = LivesOf(slice).DefaultIfEmpty(0).Max() + 1;
        while (true)
        {
            try
            {
                using (new FileStream(ClaimOf(slice, life), FileMode.CreateNew))
                {
                }

                DirectorySync.Flush(home);
                return life;
            }
            catch (IOException) when (File.Exists(ClaimOf(slice, life)))
            {
                life++;
            }
        }
    }

    /// <summary>Whether a later life of a slice has begun.</summary>
    public bool IsOver(int slice, long life) => LivesOf(slice).Any(other => other > life);

    /// <summary>Replaces a life's snapshot; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">When the disk is full or gone; the older snapshot still stands.</exception>
    public void Save(int slice, long life, SliceSnapshot snapshot)
    {
        long bytes = HeaderBytes + (snapshot.Added.Count * ClientBytes) + (snapshot.Values.Length * sizeof(float))
            + sizeof(ulong);
        AtomicFile.Write(SnapshotOf(slice, life), bytes, stream =>
        {
            XxHash3 checksum = new();
            byte[] head = Head(snapshot);
            checksum.Append(head);
            stream.Write(head);
            ReadOnlySpan<byte> values = MemoryMarshal.AsBytes(snapshot.Values.AsSpan());
            checksum.Append(values);
            stream.Write(values);
            stream.Write(BitConverter.GetBytes(checksum.GetCurrentHashAsUInt64()));
        });
    }

    /// <summary>The newest snapshot of the lives before one.</summary>
    /// <returns>What it held, for the caller to own; none when there is none of this run.</returns>
    /// <exception cref="CorruptFileException">When it is damaged.</exception>
    public SliceSnapshot? Load(int slice, long before, int length)
    {
        foreach (long life in LivesOf(slice).Where(life => life < before).Distinct().OrderDescending())
        {
            if (File.Exists(SnapshotOf(slice, life)))
            {
                return Read(SnapshotOf(slice, life), length);
            }
        }

        return null;
    }

    /// <summary>Deletes what earlier lives left, once a later one has a snapshot of its own.</summary>
    public void ForgetBefore(int slice, long life)
    {
        foreach (long old in LivesOf(slice).Where(old => old < life).Distinct().ToList())
        {
            File.Delete(SnapshotOf(slice, old));
            File.Delete(ClaimOf(slice, old));
        }
    }

    /// <summary>Deletes the folder, at the end of a run.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string HomeOf(int slice) => Path.Combine(folder, slice.ToString(CultureInfo.InvariantCulture));

    private string ClaimOf(int slice, long life) =>
        Path.Combine(HomeOf(slice), string.Create(CultureInfo.InvariantCulture, $"l{life}.claim"));

    private string SnapshotOf(int slice, long life) =>
        Path.Combine(HomeOf(slice), string.Create(CultureInfo.InvariantCulture, $"l{life}.bin"));

    private IEnumerable<long> LivesOf(int slice)
    {
        foreach (string file in Directory.Exists(HomeOf(slice)) ? Directory.GetFiles(HomeOf(slice)) : [])
        {
            if (Path.GetExtension(file) is ".claim" or ".bin" && long.TryParse(
                Path.GetFileNameWithoutExtension(file).AsSpan(1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long life))
            {
                yield return life;
            }
        }
    }

    private byte[] Head(SliceSnapshot snapshot)
    {
        using MemoryStream head = new();
        using BinaryWriter writer = new(head);
        writer.Write(Name);
        writer.Write(layoutId);
        writer.Write(_run);
        writer.Write((int)snapshot.Values.Length);
        writer.Write(snapshot.Added.Count);
        foreach ((Guid client, long sequence) in snapshot.Added)
        {
            writer.Write(client.ToByteArray());
            writer.Write(sequence);
        }

        writer.Flush();
        return head.ToArray();
    }

    private SliceSnapshot? Read(string file, int length)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        XxHash3 checksum = new();
        byte[] head = new byte[HeaderBytes];
        Fill(stream, head, file, checksum);
        if (!head.AsSpan(0, Name.Length).SequenceEqual(Name))
        {
            throw new CorruptFileException(file, 0, $"a slice's snapshot of version {(char)Name[^1]}", Found(head));
        }

        if (BitConverter.ToUInt64(head, 8) != layoutId || BitConverter.ToUInt64(head, 16) != _run)
        {
            return null;
        }

        (int elements, int clients) = (BitConverter.ToInt32(head, 24), BitConverter.ToInt32(head, 28));
        if (elements != length || clients is < 0 or > MaxClients)
        {
            throw new CorruptFileException(file, 24, $"{length} elements", $"{elements}, of {clients} clients");
        }

        Dictionary<Guid, long> added = [];
        byte[] entry = new byte[ClientBytes];
        for (int client = 0; client < clients; client++)
        {
            Fill(stream, entry, file, checksum);
            added[new Guid(entry.AsSpan(0, 16))] = BitConverter.ToInt64(entry, 16);
        }

        SliceSnapshot snapshot = new(new NativeBuffer<float>(length), added);
        try
        {
            Fill(stream, MemoryMarshal.AsBytes(snapshot.Values.AsSpan()), file, checksum);
            ulong expected = checksum.GetCurrentHashAsUInt64();
            byte[] stated = new byte[sizeof(ulong)];
            Fill(stream, stated, file, checksum);
            return BitConverter.ToUInt64(stated) == expected
                ? snapshot
                : throw new CorruptFileException(
                    file, stream.Length - sizeof(ulong), $"checksum {expected}", "another");
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    private static string Found(ReadOnlySpan<byte> head) => head.StartsWith(Name[..^1])
        ? $"version {(char)head[Name.Length - 1]}, which another version of the program wrote; "
            + "end the run with that one, or delete the file"
        : "other bytes";

    private static void Fill(FileStream stream, Span<byte> destination, string file, XxHash3 checksum)
    {
        int count = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (count < destination.Length)
        {
            throw new CorruptFileException(
                file, stream.Position, $"{destination.Length} further bytes", $"{count} before the end");
        }

        checksum.Append(destination);
    }
}

/// <summary>A slice at one moment: its values, and what of each client is in them.</summary>
/// <param name="Values">Owned by the snapshot.</param>
/// <param name="Added">The highest sequence number of each client that is in the values.</param>
internal sealed record SliceSnapshot(NativeBuffer<float> Values, IReadOnlyDictionary<Guid, long> Added) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
