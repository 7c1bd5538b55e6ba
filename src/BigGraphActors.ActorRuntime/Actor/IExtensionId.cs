namespace Akka.Actor;

/// <summary>Makes an extension, once in a system.</summary>
public interface IExtensionId
{
    /// <summary>Class of the extension.</summary>
    Type ExtensionType { get; }

    /// <summary>Makes it; called at most once in a system.</summary>
    object CreateExtension(ExtendedActorSystem system);
}
