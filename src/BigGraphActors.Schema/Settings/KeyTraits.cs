namespace BigGraphActors.Schema.Settings;

/// <summary>What makes a key unlike most: limits, or that it is not built.</summary>
internal sealed record KeyTraits
{
    public static KeyTraits None { get; } = new();

    public static KeyTraits Required { get; } = new() { IsRequired = true };

    public static KeyTraits Positive { get; } = new() { Above = 0 };

    public static KeyTraits NotNegative { get; } = new() { AtLeast = 0 };

    public static KeyTraits AtLeastOne { get; } = new() { AtLeast = 1 };

    /// <summary>Threads of a process: each takes memory of its own, and no machine has more cores.</summary>
    public static KeyTraits Threads { get; } = new() { AtLeast = 1, AtMost = 1024 };

    public double? AtLeast { get; init; }

    public double? Above { get; init; }

    public double? AtMost { get; init; }

    public double? Below { get; init; }

    public bool IsRequired { get; init; }

    public string? NotBuilt { get; init; }

    /// <summary>Values beside the default that change nothing, for a key that is not built.</summary>
    public IReadOnlyList<string> AlsoAccepted { get; init; } = [];
}
