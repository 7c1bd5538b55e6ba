namespace BigGraphActors.Storage.Pbg;

/// <summary>What a checkpoint keeps of a table's row-Adagrad beside the sums, which are in the table.</summary>
/// <param name="LearningRate">
/// The rate with which it was trained. PBG: a rate in a checkpoint replaces the configured one when it is loaded.
/// </param>
public sealed record EmbeddingOptimizerState(double LearningRate);
