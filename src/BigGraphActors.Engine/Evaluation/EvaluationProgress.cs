namespace BigGraphActors.Engine.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="EdgesDone">Edges ranked.</param>
/// <param name="EdgesTotal">Edges to rank.</param>
public sealed record EvaluationProgress(long EdgesDone, long EdgesTotal);
