namespace Akka.Actor;

/// <summary>Base of typed extension ids.</summary>
/// <typeparam name="T">Class of the extension.</typeparam>
public abstract class ExtensionIdProvider<T> : IExtensionId
    where T : IExtension
{
    /// <inheritdoc/>
    public Type ExtensionType => typeof(T);

    /// <summary>Makes it; called at most once in a system.</summary>
    public abstract T CreateExtension(ExtendedActorSystem system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);
}
