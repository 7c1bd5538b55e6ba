namespace Akka.Routing;

/// <summary>Parent of the routees: answers for them, and stops when the last is gone.</summary>
internal sealed class RouterPoolActor : ReceiveActor
{
    public RouterPoolActor()
    {
        var router = (RouterActorRef)Self;
        Receive<GetRoutees>(_ => Sender.Tell(new Routees(router.Current)));
        Receive<Terminated>(terminated =>
        {
            router.Remove(terminated.ActorRef);
            if (router.Current.Count == 0)
            {
                Context.Stop(Self);
            }
        });
    }

    protected override void PreStart()
    {
        foreach (var routee in Context.GetChildren())
        {
            Context.Watch(routee);
        }
    }

    /// <summary>A restart of the router keeps its routees.</summary>
    protected override void PreRestart(Exception reason, object message) { }
}
