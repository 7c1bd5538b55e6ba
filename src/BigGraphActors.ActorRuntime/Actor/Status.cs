namespace Akka.Actor;

/// <summary>Outcome sent as a reply; <see cref="Failure"/> makes an asker's task fail.</summary>
public abstract class Status
{
    private Status() { }

    /// <summary>It worked.</summary>
    /// <param name="status">The result.</param>
    public sealed class Success(object? status) : Status
    {
        /// <summary>The result.</summary>
        public readonly object? Status = status;

        /// <inheritdoc/>
        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed. What <c>PipeTo</c> sends for a failed task.</summary>
    /// <param name="cause">Why.</param>
    public sealed class Failure(Exception cause) : Status
    {
        /// <summary>Why.</summary>
        public readonly Exception Cause = cause;

        /// <inheritdoc/>
        public override string ToString() => $"Failure: {Cause}";
    }
}
