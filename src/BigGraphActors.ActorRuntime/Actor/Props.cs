using System.Linq.Expressions;
using System.Reflection;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>
/// How to make an actor, as often as needed: its class and arguments, dispatcher, router and supervision.
/// </summary>
/// <remarks>
/// Immutable. May differ: there is no <c>Deploy</c>, no mailbox by name and no deployment from configuration.
/// </remarks>
public sealed record Props
{
    private const BindingFlags AnyConstructor = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DoNotWrapExceptions;

    private readonly Func<ActorBase?> _producer;

    private Props(Type type, Func<ActorBase?> producer) => (Type, _producer) = (type, producer);

    /// <summary>The actor's class.</summary>
    public Type Type { get; }

    /// <summary>Path of the dispatcher's settings.</summary>
    public string Dispatcher { get; private init; } = Dispatchers.DefaultDispatcherId;

    /// <summary>The router in front of the actors, or null.</summary>
    public RouterConfig? RouterConfig { get; internal init; }

    /// <summary>Overrides the actor's own strategy; null leaves it.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>
    /// From <c>() => new MyActor(a, b)</c>; the arguments are evaluated now, the constructor runs at each start.
    /// </summary>
    /// <exception cref="ArgumentException">When the lambda does not just call a constructor.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression { Constructor: { } constructor } call)
        {
            throw new ArgumentException("The factory must be a call of a constructor: () => new MyActor(...)",
                nameof(factory));
        }

        var arguments = call.Arguments.Select(Evaluate).ToArray();
        ActorBase New() => (ActorBase)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return From(typeof(TActor), New) with { SupervisorStrategy = supervisorStrategy };
    }

    /// <summary>From a class and the arguments of one of its constructors.</summary>
    public static Props Create<TActor>(params object?[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    /// <summary>From a class and the arguments of one of its constructors.</summary>
    public static Props Create(Type type, params object?[] args) =>
        From(type, () => (ActorBase?)Activator.CreateInstance(type, AnyConstructor, null, args, null));

    /// <summary>The same with another dispatcher; in front of a router it is the routees'.</summary>
    public Props WithDispatcher(string dispatcher) => this with { Dispatcher = dispatcher };

    /// <summary>The same behind a router.</summary>
    public Props WithRouter(RouterConfig routerConfig) => this with { RouterConfig = routerConfig };

    /// <summary>The same, supervising its children by the given strategy whatever the class says.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        this with { SupervisorStrategy = supervisorStrategy };

    internal static Props From(Type type, Func<ActorBase?> producer) => new(type, producer);

    internal ActorBase? NewActor() => _producer();

    private static object? Evaluate(Expression argument) => argument is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object)))
            .Compile(preferInterpretation: true)();
}
