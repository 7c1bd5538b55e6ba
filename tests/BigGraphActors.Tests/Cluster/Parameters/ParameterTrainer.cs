using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>A trainer's shared memory with its loop, and threads that write to it as HOGWILD ones do.</summary>
internal sealed class ParameterTrainer : IDisposable
{
    private readonly Dictionary<string, EmbeddingTable> _tables = [];

    public ParameterTrainer(
        ParameterBed bed, float initial, ParameterLoopSettings settings, ParameterNode? home = null)
    {
        Model = new SharedModel(bed.Plan);
        _tables.Add("tag", new EmbeddingTable(33, 7));
        View = new ParameterView(bed.Layout, Model, _tables);
        foreach (ParameterSlice slice in bed.Layout.Slices.Where(slice => !slice.IsCount))
        {
            float[] values = new float[slice.Length];
            Array.Fill(values, initial);
            View.Overwrite(slice, values);
        }

        Loop = new ParameterLoop(View, settings, bed.Plane, bed.Locate, bed.Reports.Enqueue, home?.Own);
    }

    public SharedModel Model { get; }

    public ParameterView View { get; }

    public ParameterLoop Loop { get; }

    /// <summary>Adds ones in random places, each as an indivisible step, and counts them.</summary>
    public void Write(int seed, int steps, long[] total)
    {
        Random random = new(seed);
        ParameterSlice[] slices = [.. View.Layout.Slices.Where(slice => !slice.IsCount)];
        for (int step = 0; step < steps; step++)
        {
            ParameterSlice slice = slices[random.Next(slices.Length)];
            float[] change = new float[slice.Length];
            for (int i = 0; i < 5; i++)
            {
                int at = random.Next(slice.Length);
                change[at]++;
                Interlocked.Increment(ref total[slice.Start + at]);
            }

            View.Add(slice, change);
            if (step % 16 == 0)
            {
                Thread.Yield();
            }
        }
    }

    public float[] Values()
    {
        float[] all = new float[View.Layout.ValueLength];
        foreach (ParameterSlice slice in View.Layout.Slices.Where(slice => !slice.IsCount))
        {
            View.Read(slice, all.AsSpan((int)slice.Start, slice.Length));
        }

        return all;
    }

    public void Dispose()
    {
        Loop.Dispose();
        Model.Dispose();
        _tables["tag"].Dispose();
    }
}
