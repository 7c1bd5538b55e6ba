namespace Akka.Configuration;

/// <summary>When a setting is missing, malformed or of an unknown kind.</summary>
/// <param name="message">The setting and what is wrong with it.</param>
/// <param name="cause">What lies under it.</param>
public sealed class ConfigurationException(string message, Exception? cause = null) : AkkaException(message, cause);
