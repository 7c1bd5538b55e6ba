namespace BigGraphActors.Storage.Import;

/// <summary>A line of an edge list that is no edge.</summary>
/// <param name="File">The edge list, as the user named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">The column at fault, from 0.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Text">The beginning of the line, at most 200 characters.</param>
public sealed record RejectedLine(string File, long Line, int Column, string Reason, string Text);
