namespace Akka.Actor;

/// <summary>Extensions by type argument.</summary>
public static class ActorSystemWithExtensions
{
    /// <summary>The extension of a system, made by its id if need be.</summary>
    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId => (T)system.RegisterExtension(Activator.CreateInstance<TI>());
}
