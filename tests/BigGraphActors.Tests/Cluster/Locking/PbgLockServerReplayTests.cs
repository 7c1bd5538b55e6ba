using System.Text.Json;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>Replays what PBG's own lock server did, request by request.</summary>
public class PbgLockServerReplayTests
{
    public static TheoryData<int> Scenarios => [.. Enumerable.Range(0, 8)];

    [SharedDataTheory]
    [MemberData(nameof(Scenarios))]
    public void Buckets_are_granted_as_PBGs_lock_server_grants_them(int number)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("golden", "pbg-lockserver-golden.json")));
        JsonElement scenario = document.RootElement[number];
        Assert.Equal(8, document.RootElement.GetArrayLength());
        LockBench bench = new(PlanOf(scenario));
        int pass = 0;
        foreach (JsonElement events in scenario.GetProperty("passes").EnumerateArray())
        {
            ReplayPass(bench, events);
            pass++;
            bench.Apply(new VersionPublished(pass));
            Assert.Equal(pass, bench.State.Published);
        }

        Assert.Equal(2, pass);
    }

    private static void ReplayPass(LockBench bench, JsonElement events)
    {
        Dictionary<int, BucketLease> last = [];
        Dictionary<int, BucketLease> held = [];
        foreach (JsonElement one in events.EnumerateArray())
        {
            int rank = one[0].GetInt32();
            NodeName trainer = new($"trainer-{rank}");

            // PBG's trainers count what they last had as held, even when others have trained it since.
            PartitionGeneration[] holds = last.TryGetValue(rank, out BucketLease? old)
                ? [.. old.Bases.Select(table => table with { Generation = bench.State.NewestOf(table.Partition) })]
                : [];
            LockReply reply = bench.Ask(trainer, false, holds);
            if (held.Remove(rank, out BucketLease? done))
            {
                bench.Complete(trainer, done);
            }

            int remaining = one[2].GetInt32();
            if (one[1].ValueKind == JsonValueKind.Null)
            {
                Assert.Equal(remaining, Assert.IsType<WaitForBucket>(reply).Remaining);
                continue;
            }

            BucketLease lease = Assert.IsType<BucketGranted>(reply).Lease;
            Assert.Equal(new Bucket(one[1][0].GetInt32(), one[1][1].GetInt32()), lease.Bucket);
            Assert.Equal(remaining, lease.Remaining);
            last[rank] = held[rank] = lease;
            if (remaining == 0)
            {
                bench.Complete(trainer, lease);
                held.Remove(rank);
            }
        }
    }

    private static LockPlan PlanOf(JsonElement scenario)
    {
        HashSet<string> lhs = [.. scenario.GetProperty("entities_lhs").EnumerateArray().Select(e => e.GetString()!)];
        HashSet<string> rhs = [.. scenario.GetProperty("entities_rhs").EnumerateArray().Select(e => e.GetString()!)];
        LockedType[] types =
        [
            .. scenario.GetProperty("counts").EnumerateObject().Select(type => new LockedType(
                type.Name,
                (long)Math.Round(type.Value.EnumerateArray().Average(count => count.GetInt64())),
                lhs.Contains(type.Name),
                rhs.Contains(type.Name))),
        ];
        return new LockPlan
        {
            Layout = new BucketLayout(
                scenario.GetProperty("nparts_lhs").GetInt32(),
                scenario.GetProperty("nparts_rhs").GetInt32(),
                types,
                []),
            PassCount = 2,
            RunId = "replay",
            FirstPassRule = scenario.GetProperty("init_tree").GetBoolean(),
            Overlap = false,
        };
    }
}
