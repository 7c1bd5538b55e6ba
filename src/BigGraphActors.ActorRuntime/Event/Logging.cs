namespace Akka.Event;

/// <summary>Where loggers come from.</summary>
public static class Logging
{
    /// <summary>The log of an actor, named by its path.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context) =>
        GetLogger(context.System, context.Self.Path.ToString(), context.Props.Type);

    /// <summary>The log of a part of a system.</summary>
    /// <param name="system">Whose event stream and level are used.</param>
    /// <param name="logSourceObj">A name, a type, an actor, or any object, of which the type is named.</param>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj) => logSourceObj switch
    {
        string name => GetLogger(system, name, typeof(string)),
        Type type => GetLogger(system, type.Name, type),
        IActorRef actor => GetLogger(system, actor.Path.ToString(), typeof(IActorRef)),
        _ => GetLogger(system, logSourceObj.GetType().Name, logSourceObj.GetType()),
    };

    private static BusLogging GetLogger(ActorSystem system, string source, Type type) =>
        new(system.EventStream, system.Settings.LowestLogLevel, source, type);
}
