namespace BigGraphActors.Engine.Steps;

/// <summary>Which rows of an encoded block are scored, and where their scores go in the tile.</summary>
/// <param name="Start">First row of the block.</param>
/// <param name="Count">Rows.</param>
/// <param name="Column">Column of the tile that the first row's score goes to; ranges are scored in ascending order of
/// it.</param>
internal readonly record struct CandidateRange(int Start, int Count, int Column);
