namespace Akka.Pattern;

/// <summary>Options for a <see cref="BackoffSupervisor"/>: what sets the delay off.</summary>
public static class Backoff
{
    /// <summary>
    /// The child fails and its supervisor would restart it; it is stopped and made anew after the delay.
    /// </summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">The first delay; each next one is twice as long.</param>
    /// <param name="maxBackoff">The longest delay.</param>
    /// <param name="randomFactor">Up to this share of the delay is added: 0.2 for 20 %.</param>
    /// <param name="maxNrOfRetries">One more failure stops the supervisor; -1 for no limit.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor,
        int maxNrOfRetries) =>
        new(childProps, childName, minBackoff, maxBackoff)
        {
            OnFailure = true,
            RandomFactor = randomFactor,
            MaxRetries = maxNrOfRetries,
        };

    /// <summary>The child stops, by itself or for a failure; it is made anew after the delay.</summary>
    /// <inheritdoc cref="OnFailure" path="/param"/>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor,
        int maxNrOfRetries) =>
        OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries) with
        {
            OnFailure = false,
        };
}
