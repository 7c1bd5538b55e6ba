using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Queues whatever it is told, for the test to look at.</summary>
internal sealed class TestActorHost : UntypedActor
{
    private readonly BlockingCollection<Envelope> _queue;

    public TestActorHost(BlockingCollection<Envelope> queue)
    {
        _queue = queue;
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchOrder order:
                Context.Watch(order.Subject);
                order.Done.TrySetResult();
                break;
            case UnwatchOrder order:
                Context.Unwatch(order.Subject);
                order.Done.TrySetResult();
                break;
            default:
                _queue.Add(new Envelope(message, Sender));
                break;
        }
    }

    internal sealed record WatchOrder(IActorRef Subject, TaskCompletionSource Done);

    internal sealed record UnwatchOrder(IActorRef Subject, TaskCompletionSource Done);
}
