namespace BigGraphActors.Storage.Pbg;

/// <summary>All shared parameters of a version, in PBG's order.</summary>
/// <param name="Parameters">
/// Left-hand operators by relation, right-hand ones by relation, global embeddings by the settings' entity types.
/// </param>
/// <param name="LearningRate">
/// The rate in the optimiser's state; none where there is no state. PBG: it replaces the configured one when loaded.
/// </param>
public sealed record ModelState(IReadOnlyList<ModelParameter> Parameters, double? LearningRate)
{
    /// <summary>The parameter with a key, or none.</summary>
    public ModelParameter? Find(string key) => Parameters.FirstOrDefault(parameter => parameter.Key == key);
}
