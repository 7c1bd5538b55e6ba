using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>How long the next oldest node waits when the one before it is gone.</summary>
public sealed class SingletonMarginTests
{
    private const double Margin = 7000;
    private static readonly UniqueAddress Older = new(new Address("akka.tcp", "nodes", "127.0.0.1", 1), 11);
    private static readonly UniqueAddress Self = new(new Address("akka.tcp", "nodes", "127.0.0.1", 2), 12);
    private readonly SingletonState _state = new(Self, "", TimeSpan.FromMilliseconds(Margin), TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(MemberStatus.Up)]
    [InlineData(MemberStatus.Leaving)]
    [InlineData(MemberStatus.Down)]
    public void One_that_was_not_seen_to_go_by_itself_is_waited_for_a_margin_long(MemberStatus lastSeen)
    {
        // As when this node hears of the Down and of the removal at once: it never saw the member Down.
        Sees(0, Of(Older, 1, lastSeen), Of(Self, 2, MemberStatus.Up));
        Sees(100, Of(Self, 2, MemberStatus.Up));
        Assert.Equal(SingletonState.Phase.Waiting, _state.Now);
        _state.Tick(100 + Margin - 1);
        Assert.Equal(SingletonState.Phase.Waiting, _state.Now);
        Assert.Contains(_state.Tick(100 + Margin), static effect => effect is SingletonEffect.StartInstance);
    }

    [Fact]
    public void One_that_was_exiting_is_not_waited_for()
    {
        Sees(0, Of(Older, 1, MemberStatus.Exiting), Of(Self, 2, MemberStatus.Up));
        Assert.Equal(SingletonState.Phase.Waiting, _state.Now);
        Sees(100, Of(Self, 2, MemberStatus.Up));
        Assert.Equal(SingletonState.Phase.Running, _state.Now);
    }

    [Fact]
    public void One_that_was_downed_and_removed_in_two_steps_is_waited_for_from_the_second_on()
    {
        Sees(0, Of(Older, 1, MemberStatus.Up), Of(Self, 2, MemberStatus.Up));
        Sees(100, Of(Older, 1, MemberStatus.Down), Of(Self, 2, MemberStatus.Up));
        _state.Tick(100 + Margin);
        Assert.Equal(SingletonState.Phase.Waiting, _state.Now);
        Sees(200 + Margin, Of(Self, 2, MemberStatus.Up));
        _state.Tick(200 + (2 * Margin) - 1);
        Assert.Equal(SingletonState.Phase.Waiting, _state.Now);
        _state.Tick(200 + (2 * Margin));
        Assert.Equal(SingletonState.Phase.Running, _state.Now);
    }

    private static Member Of(UniqueAddress node, int age, MemberStatus status) => new(node, age, status, []);

    private void Sees(double now, params Member[] members) => _state.Members(members, now);
}
