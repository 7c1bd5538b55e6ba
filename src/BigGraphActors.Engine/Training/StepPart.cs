namespace BigGraphActors.Engine.Training;

/// <summary>The negative blocks of a batch that one lane computes.</summary>
/// <param name="Start">Its first edge in the batch.</param>
/// <param name="Count">Its edges; 0 when the batch has fewer blocks than there are lanes.</param>
internal readonly record struct StepPart(int Start, int Count)
{
    /// <summary>Cuts a batch at the borders of its blocks, as evenly as they allow.</summary>
    /// <param name="lane">Which part, below <paramref name="lanes"/>.</param>
    /// <param name="lanes">Number of parts, at least 1.</param>
    /// <param name="edges">Edges of the batch.</param>
    /// <param name="blockRows">Edges of a block; the last may have fewer.</param>
    public static StepPart Of(int lane, int lanes, int edges, int blockRows)
    {
        int blocks = (edges + blockRows - 1) / blockRows;
        int start = (int)Math.Min((long)lane * blocks / lanes * blockRows, edges);
        int end = (int)Math.Min((lane + 1L) * blocks / lanes * blockRows, edges);
        return new StepPart(start, end - start);
    }
}
