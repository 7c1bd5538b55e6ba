using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Tables;

/// <summary>What is done, beyond writing a file, so that a table outlives the node that trained it.</summary>
/// <remarks>The caller's thread waits. Any thread.</remarks>
internal interface ICopies
{
    /// <summary>Brings a table to other nodes; returns when as many have it as durability asks for.</summary>
    /// <param name="table">Its file is in this node's own directory.</param>
    /// <param name="stop">Ends the wait for nodes that are not there.</param>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    void Spread(PartitionGeneration table, CancellationToken stop);

    /// <summary>Brings a table's file from another node into this node's own directory.</summary>
    /// <param name="table">Any generation that was trained.</param>
    /// <param name="patience">How long to wait for a node that has it.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether it is here now.</returns>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    bool TryBring(PartitionGeneration table, TimeSpan patience, CancellationToken stop);

    /// <summary>Brings what other nodes have of a version into this node's directory.</summary>
    /// <exception cref="IOException">When no node that is here has one of them.</exception>
    void Collect(IReadOnlyList<PartitionGeneration> tables);

    /// <summary>Tells all nodes that nobody will ask for these any more.</summary>
    void Forget(IReadOnlyList<PartitionGeneration> tables);

    /// <summary>Tells all nodes that nobody will ask for what came before a pass.</summary>
    void ForgetBefore(long pass);
}

/// <summary>Durability <c>replicate(N)</c>: N nodes have each table on disks of their own.</summary>
/// <remarks>
/// This node is one of the N, since its own file was written before. The others are those that come first by a hash of
/// table and place, partition servers before workers before the seed node, so that copies spread evenly and the seed
/// node gets only what nobody else takes, and what it collects.
/// </remarks>
/// <param name="queries">Asks the other nodes.</param>
/// <param name="client">Moves files.</param>
/// <param name="root">This node's own directory.</param>
/// <param name="copies">The N of <c>replicate(N)</c>: nodes that hold each table, this one included.</param>
/// <param name="publish">Is told when a wait begins; from any thread.</param>
internal sealed class ReplicatedCopies(
    ICopyQueries queries, ReplicaClient client, string root, int copies, Action<RunEvent> publish) : ICopies
{
    private const int NamesPerMessage = 200;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void Spread(PartitionGeneration table, CancellationToken stop)
    {
        string name = GenerationName.Working(table);
        HashSet<(string Host, int Port)> having = [];
        bool isTold = false;
        while (true)
        {
            string trouble = Push(name, having, stop);
            if (having.Count >= copies - 1)
            {
                return;
            }

            if (!isTold)
            {
                isTold = true;
                PublishMissing(table, $"{having.Count + 1} of {copies} nodes have it, and no other takes it{trouble}");
            }

            Wait(LookInterval, stop);
        }
    }

    /// <inheritdoc/>
    public bool TryBring(PartitionGeneration table, TimeSpan patience, CancellationToken stop)
    {
        FindCopy question = new([.. GenerationName.Places(table).Distinct()]);
        long started = Stopwatch.GetTimestamp();
        bool isTold = false;
        while (true)
        {
            string trouble = "";
            foreach (CopyPlace place in queries.Find(question).Where(place => place.Name.Length > 0))
            {
                TransferReport report = client.Fetch(
                    place.Host, place.Port, place.Name, Prepare(place.Name), stop);
                if (report.IsWhole)
                {
                    return true;
                }

                trouble = ": " + report.Detail;
            }

            if (Stopwatch.GetElapsedTime(started) >= patience)
            {
                return false;
            }

            if (!isTold)
            {
                isTold = true;
                PublishMissing(table, "no node that is here has it" + trouble);
            }

            Wait(LookInterval, stop);
        }
    }

    /// <inheritdoc/>
    public void Collect(IReadOnlyList<PartitionGeneration> tables)
    {
        foreach (PartitionGeneration table in tables)
        {
            bool isHere = GenerationName.Places(table).Any(name => File.Exists(Path.Combine(root, name)));
            if (!isHere && !TryBring(table, TimeSpan.Zero, CancellationToken.None))
            {
                throw new IOException($"no node that is here has {table}");
            }
        }
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<PartitionGeneration> tables)
    {
        foreach (PartitionGeneration[] some in tables
            .Where(table => !table.Generation.IsPublished).Chunk(NamesPerMessage))
        {
            queries.Send(new ForgetCopies([.. some.Select(GenerationName.Working)], 0));
        }
    }

    /// <inheritdoc/>
    public void ForgetBefore(long pass) => queries.Send(new ForgetCopies([], pass));

    /// <returns>Why a node did not take it; empty when all that were asked did.</returns>
    private string Push(string name, HashSet<(string Host, int Port)> having, CancellationToken stop)
    {
        string trouble = "";
        CopyPlace[] places =
        [
            .. queries.Find(new FindCopy([name]))
                .Where(place => place.IsOpen).OrderBy(place => place.Rank).ThenBy(place => Mix(name, place)),
        ];
        having.RemoveWhere(had => !places.Any(place => (place.Host, place.Port) == had));
        having.UnionWith(places.Where(place => place.Name == name).Select(place => (place.Host, place.Port)));
        foreach (CopyPlace place in places.Where(place => !having.Contains((place.Host, place.Port))))
        {
            if (having.Count >= copies - 1)
            {
                break;
            }

            TransferReport report = client.Push(place.Host, place.Port, name, Path.Combine(root, name), stop);
            if (report.IsWhole)
            {
                having.Add((place.Host, place.Port));
            }
            else
            {
                trouble = $": {place.Host}:{place.Port}: {report.Detail}";
            }
        }

        return trouble;
    }

    private static ulong Mix(string name, CopyPlace place) => BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {place.Host}:{place.Port}")));

    private string Prepare(string name)
    {
        string file = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    private void PublishMissing(PartitionGeneration table, string reason) =>
        publish(new CopiesMissing(table.Partition, table.Generation, reason));

    private static void Wait(TimeSpan time, CancellationToken stop)
    {
        stop.WaitHandle.WaitOne(time);
        stop.ThrowIfCancellationRequested();
    }
}

/// <summary>Durability <c>shared</c>: what one node has written, all nodes read, so nothing is left to do.</summary>
internal sealed class SharedDirectory : ICopies
{
    /// <inheritdoc/>
    public void Spread(PartitionGeneration table, CancellationToken stop)
    {
    }

    /// <inheritdoc/>
    public bool TryBring(PartitionGeneration table, TimeSpan patience, CancellationToken stop) => false;

    /// <inheritdoc/>
    public void Collect(IReadOnlyList<PartitionGeneration> tables)
    {
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<PartitionGeneration> tables)
    {
    }

    /// <inheritdoc/>
    public void ForgetBefore(long pass)
    {
    }
}
