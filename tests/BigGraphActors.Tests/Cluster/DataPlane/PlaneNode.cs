using System.Collections.Concurrent;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.DataPlane;

/// <summary>One node's data plane on loopback, with whatever tables a test puts into it.</summary>
internal sealed class PlaneNode : IDisposable
{
    public static readonly PartitionId Part = new("user", 1);
    public static readonly Generation First = new(0, 7);

    public PlaneNode(DataPlaneSettings? settings = null, TimeProvider? clock = null)
    {
        Settings = settings ?? Quick;
        Cache = new TableCache(1L << 30);
        Tables = new TableServer(Settings, Cache, clock ?? TimeProvider.System);
        Server = new DataPlaneServer(Settings, [Tables], (_, reason) => Rejections.Add(reason));
        Tables.ListensOn(Server.Port);
    }

    /// <summary>Short frames and short times, so that tests see many of the first and wait for few of the second.</summary>
    public static DataPlaneSettings Quick { get; } = new()
    {
        Secret = "open sesame",
        FrameBytes = 1 << 16,
        HandshakeTimeout = TimeSpan.FromSeconds(2),
        FrameTimeout = TimeSpan.FromSeconds(5),
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    public DataPlaneSettings Settings { get; }

    public TableCache Cache { get; }

    public TableServer Tables { get; }

    public DataPlaneServer Server { get; }

    public BlockingCollection<string> Rejections { get; } = [];

    /// <summary>A table whose every element is another number, padding zero.</summary>
    public static EmbeddingTable Numbered(long rowCount, int dim)
    {
        EmbeddingTable table = new(rowCount, dim);
        for (long row = 0; row < rowCount; row++)
        {
            Span<float> values = table.Row(row);
            for (int i = 0; i < dim; i++)
            {
                values[i] = (row * dim) + i;
            }

            table.RowSums[row] = -row;
        }

        return table;
    }

    public static void AssertEqual(EmbeddingTable expected, EmbeddingTable actual)
    {
        Assert.True(expected.Values.AsSpan().SequenceEqual(actual.Values.AsSpan()), "values differ");
        Assert.True(expected.RowSums.AsSpan().SequenceEqual(actual.RowSums.AsSpan()), "row sums differ");
    }

    /// <summary>Puts a table in, and makes a ticket for it.</summary>
    public TransferTicket Offer(long rowCount = 3000, int dim = 100, TimeSpan? lifetime = null)
    {
        Cache.Put(Part, First, Numbered(rowCount, dim));
        return Tables.Issue(Part, First, lifetime ?? TimeSpan.FromMinutes(1))!;
    }

    public void Dispose()
    {
        Server.Dispose();
        Cache.Dispose();
        Rejections.Dispose();
    }
}
