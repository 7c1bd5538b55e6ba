using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Tests.Simulation;

/// <summary>One life of the lock and checkpoint singletons, as their actors drive the pure parts.</summary>
internal sealed class SimulatedLock
{
    private readonly SimulationWorld _world;
    private readonly SimulatedNode _node;
    private readonly SimulatedDisk _disk;
    private readonly RunLedger _ledger;
    private readonly CheckpointPublisher _publisher;
    private BucketLockState _state;
    private CheckpointState _checkpoint = new();
    private bool _isFenced;

    public SimulatedLock(SimulationWorld world, SimulatedNode node)
    {
        _world = world;
        _node = node;
        _disk = new SimulatedDisk(world, node);
        _ledger = RunLedger.Claim(_disk);

        // Between two lives: a lock that loses a table while it publishes ends the run, and says which.
        if (world.Happens(world.Faults.LostTables)
            && LedgerFence.NewestIncarnation(world.Files) == _ledger.Incarnation
            && world.Files.List(GenerationName.Folder) is { Count: > 0 } tables)
        {
            world.Files.Delete($"{GenerationName.Folder}/{tables[world.Draw(tables.Count)]}");
        }

        _state = BucketLockState.Recover(
            world.Plan, _ledger.Recovered, _ledger.Committed, _ledger.Incarnation, Clock)
            .Repair(FaultOf, out string missing);
        _publisher = new CheckpointPublisher(_disk, preservationInterval: 2);
        if (missing.Length > 0)
        {
            _publisher.TakeBack(_state.ToTakeover());
        }

        _ledger.Begin(_state.ToRecord());
        _publisher.Prepare(_state.ToTakeover());
    }

    private TimeSpan Clock => TimeSpan.FromSeconds(_world.Now);

    public void Start()
    {
        if (_state.Due is { } due)
        {
            Checkpoint(new PublicationWanted(due));
        }

        Tick();
    }

    public void Receive(LockCommand command)
    {
        if (command is not CompleteBuckets handedIn)
        {
            Decide(command);
            return;
        }

        foreach (LockCommand looked in HandedInTables.LookAt(_state, handedIn, FaultOf))
        {
            Decide(looked);
        }
    }

    private string? FaultOf(PartitionGeneration table) =>
        GenerationName.Places(table).Any(_disk.Exists) ? null : $"{table} is missing";

    private void Decide(LockCommand command)
    {
        if (_isFenced)
        {
            return;
        }

        LockDecision decision = _state.Apply(command, Clock);
        try
        {
            _ledger.Append(decision);
        }
        catch (LedgerFencedException)
        {
            Stop();
            return;
        }
        catch (IOException)
        {
            return;
        }

        _state = decision.Next;
        CheckExclusive();
        _world.Ended.AddRange(decision.Records.OfType<EndedRecord>());
        foreach (LockEffect effect in decision.Effects)
        {
            Perform(effect);
        }
    }

    public override string ToString() =>
        $"{(_isFenced ? "fenced " : "")}version {_state.Published}, {_state.Live.Count} leases, end {_state.End}, "
        + string.Join(", ", _state.Passes.Select(pass => $"{pass.Value.Completed.Count} done of pass {pass.Key}"));

    /// <summary>Another life took over. If this node should have the lock after all, the cluster starts it anew.</summary>
    private void Stop()
    {
        _isFenced = true;
        _world.Forget(this);
    }

    private void Perform(LockEffect effect)
    {
        switch (effect)
        {
            case SendReply send:
                if (send.Reply is RunOver over)
                {
                    _world.End = over.End;
                }

                _world.SendToTrainer(_node, send.To, send.Reply);
                break;
            case PublishPass publish:
                Checkpoint(new PublicationWanted(publish.Publication));
                break;
            case DeleteTables delete:
                _world.Later(_node, _world.Between(0, 5), () => Delete(delete.Tables));
                break;
        }
    }

    private void Delete(IReadOnlyList<PartitionGeneration> tables)
    {
        foreach (PartitionGeneration table in tables)
        {
            _disk.Delete(GenerationName.Working(table));
        }
    }

    private void Checkpoint(CheckpointCommand command)
    {
        (_checkpoint, IReadOnlyList<CheckpointEffect> effects) = _checkpoint.Apply(command, Clock);
        foreach (CheckpointEffect effect in effects)
        {
            if (effect is TellLock tell)
            {
                Receive(tell.Command);
            }
            else if (effect is StartPublication start)
            {
                _world.Later(_node, _world.Between(0.1, 3), () => Publish(start.Publication));
            }
        }
    }

    private void Publish(Publication publication)
    {
        try
        {
            _publisher.Publish(
                publication, version => _disk.Put(MemoryCheckpointFiles.Model(version), "parameters"));
            Checkpoint(new PublicationDone(publication.Version));
        }
        catch (LedgerFencedException)
        {
            Stop();
        }
        catch (IOException failure)
        {
            Checkpoint(new PublicationBroke(publication.Version, failure.Message, IsFinal: false));
        }
        catch (CheckpointMismatchException) when (LedgerFence.NewestIncarnation(_world.Files) > _ledger.Incarnation)
        {
            // A later life has published this version and gone further: what a look beforehand cannot rule out.
            Stop();
        }
    }

    private void Tick()
    {
        if (!_isFenced)
        {
            Receive(new LockTick());
            Checkpoint(new CheckpointTick());
            _world.Later(_node, 1, Tick);
        }
    }

    private void CheckExclusive()
    {
        Dictionary<PartitionId, NodeName> holders = [];
        foreach (LiveLease lease in _state.Live.Values)
        {
            foreach (PartitionId part in _world.Plan.Layout.PartsOf(lease.Lease.Bucket))
            {
                Assert.True(
                    holders.TryAdd(part, lease.Trainer) || holders[part] == lease.Trainer,
                    $"{part} is leased to {holders[part]} and {lease.Trainer}");
            }
        }
    }
}
