namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>What became a checkpoint.</summary>
/// <param name="Layout">How the file was understood, in words.</param>
/// <param name="Entities">Rows written.</param>
/// <param name="Dim">Elements of a row.</param>
/// <param name="Relations">Relations whose parameters were written; 0 where there were none.</param>
/// <param name="EntityPath">Where counts and names are.</param>
/// <param name="CheckpointPath">Where tables and parameters are, as version 0.</param>
/// <param name="Elapsed">Time by the clock.</param>
public sealed record EmbeddingImportReport(
    string Layout,
    long Entities,
    int Dim,
    int Relations,
    string EntityPath,
    string CheckpointPath,
    TimeSpan Elapsed);
