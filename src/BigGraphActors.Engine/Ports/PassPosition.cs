namespace BigGraphActors.Engine.Ports;

/// <summary>Where in a run a pass over all buckets is.</summary>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <remarks>PBG: <c>IterationManager</c>; a checkpoint's version is the number of passes done.</remarks>
public readonly record struct PassPosition(int Epoch, int EdgePath, int EdgeSlice)
{
    /// <summary>The position of a pass by its number.</summary>
    /// <param name="pass">Passes done before it; the checkpoint's version.</param>
    /// <param name="edgePaths">Edge paths of the run, at least 1.</param>
    /// <param name="edgeSlices">Edge slices of the run, at least 1.</param>
    public static PassPosition Of(long pass, int edgePaths, int edgeSlices) => new(
        (int)(pass / edgeSlices / edgePaths), (int)(pass / edgeSlices % edgePaths), (int)(pass % edgeSlices));
}
