namespace BigGraphActors.Engine.Steps;

/// <summary>What a training thread does with a batch, in the order of the work.</summary>
public enum TrainingStage
{
    /// <summary>Picks the edges of the batch, draws negatives, counts the uses of rows.</summary>
    Batch,

    /// <summary>Looks rows up and applies operators.</summary>
    Encode,

    /// <summary>Transposes candidates and multiplies queries with them.</summary>
    Scores,

    /// <summary>Turns scores into their gradients.</summary>
    Loss,

    /// <summary>The two gradient products.</summary>
    Gradients,

    /// <summary>Carries gradients back through operators, sums them by row and steps rows.</summary>
    Rows,

    /// <summary>Steps shared parameters.</summary>
    Parameters,
}
