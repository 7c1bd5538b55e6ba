namespace BigGraphActors.Tests.Simulation;

/// <summary>What goes wrong in a simulated run, and how often. Probabilities, and means in seconds.</summary>
internal sealed record Faults
{
    public double MessageLoss { get; init; }

    public double MessageDuplication { get; init; }

    public double LongestDelay { get; init; } = 0.05;

    /// <summary>Of a process at any of its file operations: dies, in the middle of it or after it.</summary>
    public double CrashAtFile { get; init; }

    /// <summary>Of a process at any of its file operations: is stopped, and goes on later.</summary>
    public double PauseAtFile { get; init; }

    /// <summary>Seconds from one kill of a trainer to the next, or 0 for never.</summary>
    public double TrainerKills { get; init; }

    public double LockKills { get; init; }

    public double Pauses { get; init; }

    public double Netsplits { get; init; }

    public double FullDisks { get; init; }

    /// <summary>Of a bucket's training.</summary>
    public double TrainingFailures { get; init; }

    /// <summary>Of being told of a node's death that is none.</summary>
    public double FalseAlarms { get; init; }

    /// <summary>Of a trainer, each second: no longer waits for the bucket it asked for, and asks for another.</summary>
    public double Withdrawals { get; init; }

    /// <summary>Of a table that is handed in: its file was never written, or is lost.</summary>
    public double UnwrittenTables { get; init; }

    /// <summary>Of a life of the lock that begins: the disk has lost a table that was trained since the version.</summary>
    public double LostTables { get; init; }

    public static Faults None { get; } = new();

    public static Faults Everything { get; } = new()
    {
        MessageLoss = 0.05,
        MessageDuplication = 0.05,
        LongestDelay = 1.5,
        CrashAtFile = 0.004,
        PauseAtFile = 0.004,
        TrainerKills = 25,
        LockKills = 30,
        Pauses = 25,
        Netsplits = 40,
        FullDisks = 50,
        TrainingFailures = 0.03,
        FalseAlarms = 60,
        Withdrawals = 0.05,
        UnwrittenTables = 0.02,
        LostTables = 0.2,
    };
}
