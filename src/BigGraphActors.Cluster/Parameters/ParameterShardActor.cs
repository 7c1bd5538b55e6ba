using Akka.Actor;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The entity of one slice: turns messages into <see cref="ParameterShardState"/>.</summary>
/// <remarks>
/// <para>Owns: the life of one slice in this node's <see cref="ParameterServer"/>; no number passes through it.
/// Receives <see cref="WhereIsSlice"/> from parameter loops, <see cref="LeaveNode"/> from its region when the shard
/// moves. Opens and closes in the background: both wait for the disk.</para>
/// <para>Survives a restart: nothing, and nothing needs to. When its node dies, the region starts it elsewhere with the
/// next question, and the slice's newest snapshot is taken up there.</para>
/// </remarks>
internal sealed class ParameterShardActor : ReceiveActor
{
    private readonly int _slice;
    private readonly ParameterServer _server;
    private readonly SliceAddress _here;
    private ParameterShardState _state = ParameterShardState.Initial;

    public ParameterShardActor(int slice, ParameterServer server, SliceAddress here)
    {
        _slice = slice;
        _server = server;
        _here = here;
        Receive<WhereIsSlice>(_ =>
        {
            Go(_state.Wanted(_server.Serves(_slice)));
            Sender.Tell(_state.Answer(_slice, _here));
        });
        Receive<Opened>(opened => Go(_state.Opened(opened.Life)));
        Receive<OpenFailed>(failed => Go(_state.Failed(failed.Reason)));
        Receive<LeaveNode>(_ => Go(_state.Leave()));
        Receive<Closed>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Go(_state.Wanted(isServing: false));

    private void Go((ParameterShardState Next, ParameterShardStep Step) decided)
    {
        _state = decided.Next;
        switch (decided.Step)
        {
            case ParameterShardStep.Open:
                Task.Run(() => _server.Open(_slice)).PipeTo(
                    Self, success: life => new Opened(life), failure: reason => new OpenFailed(reason.Message));
                break;
            case ParameterShardStep.Close:
                Task.Run(() => _server.Close(_slice)).PipeTo(
                    Self, success: () => new Closed(""), failure: reason => new Closed(reason.Message));
                break;
            case ParameterShardStep.Stop:
                Context.Stop(Self);
                break;
            default:
                break;
        }
    }

    /// <summary>Makes the shard write its slice, and stop. Region → shard, on this node only.</summary>
    internal sealed class LeaveNode
    {
        private LeaveNode()
        {
        }

        /// <summary>The only instance: the message carries nothing.</summary>
        public static LeaveNode Instance { get; } = new();
    }

    private sealed record Opened(long Life);

    private sealed record OpenFailed(string Reason);

    private sealed record Closed(string Trouble);
}
