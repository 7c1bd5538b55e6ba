using System.Globalization;
using System.IO.Hashing;
using System.Text;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Which numbers a run shares, in an order that every node derives alike, and how they are cut into slices.
/// </summary>
/// <remarks>
/// Operators left then right, global embeddings, tables of the types named, then all counts of steps; of each the
/// values before the Adagrad sums. PBG: <c>add_model</c> and <c>set_param</c>.
/// Differs: optimiser sums of shared parameters are shared too, as PBG's documentation says. PBG shares values only.
/// The order of parameters decides on their server. PBG uses a hash that differs from process to process.
/// </remarks>
internal sealed class ParameterLayout
{
    private readonly List<ParameterSlot> _slots = [];

    private ParameterLayout(int sliceLength, IEnumerable<(string Key, long Length)> values, IEnumerable<string> counts)
    {
        foreach ((string key, long length) in values)
        {
            Append(key, length);
        }

        ValueLength = Length;
        foreach (string key in counts)
        {
            Append(key, 2);
        }

        List<ParameterSlice> slices = [];
        Cut(slices, 0, ValueLength, sliceLength, isCount: false);
        Cut(slices, ValueLength, Length, sliceLength, isCount: true);
        Slices = slices;
        Id = Identify(sliceLength);
    }

    /// <summary>All arrays, in order.</summary>
    public IReadOnlyList<ParameterSlot> Slots => _slots;

    /// <summary>All slices, in order; a slice may cross arrays, but holds values only or counts only.</summary>
    public IReadOnlyList<ParameterSlice> Slices { get; }

    /// <summary>Elements of all arrays.</summary>
    public long Length { get; private set; }

    /// <summary>Elements before the counts.</summary>
    public long ValueLength { get; }

    /// <summary>Differs when two nodes would cut differently; such nodes must not exchange anything.</summary>
    public ulong Id { get; }

    /// <summary>The layout of a run.</summary>
    /// <param name="plan">Types and relations.</param>
    /// <param name="sharedTypes">Unpartitioned types whose tables are shared; empty when one trainer has them
    /// all.</param>
    /// <param name="sliceLength">Elements of a slice, even, at least 2; 2^18 is 1 MiB.</param>
    public static ParameterLayout Of(ModelPlan plan, IReadOnlyList<string> sharedTypes, int sliceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sliceLength, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sliceLength % 2, 0);
        List<(string Key, long Length)> values = [];
        List<string> counts = [];
        foreach ((string key, long length) in Tables(plan))
        {
            values.Add((key + ".values", length));
            values.Add((key + ".sums", length));
            counts.Add(key + ".steps");
        }

        foreach (EntityType type in sharedTypes.Select(plan.TypeOf))
        {
            if (type.Partitions != 1)
            {
                throw new ArgumentException($"entity type {type.Name} is partitioned and cannot be shared whole");
            }

            values.Add(($"entity.{type.Name}.values", type.Counts[0] * type.Dim));
            values.Add(($"entity.{type.Name}.sums", type.Counts[0]));
        }

        return new ParameterLayout(sliceLength, values, counts);
    }

    private static IEnumerable<(string Key, long Length)> Tables(ModelPlan plan)
    {
        using SharedModel model = new(plan);
        return [.. TablesOf(model).Select(table => (table.Key, (long)table.Table.RowCount * table.Table.Dim))];
    }

    /// <summary>The parameter tables of a model under the keys and in the order of the layout.</summary>
    public static IEnumerable<(string Key, ParameterTable Table)> TablesOf(SharedModel model)
    {
        for (int relation = 0; relation < model.LhsOperators.Count; relation++)
        {
            if (model.LhsOperators[relation] is { } operators)
            {
                yield return (string.Create(CultureInfo.InvariantCulture, $"lhs.{relation}"), operators.Table);
            }
        }

        for (int relation = 0; relation < model.RhsOperators.Count; relation++)
        {
            if (model.RhsOperators[relation] is { } operators)
            {
                yield return (string.Create(CultureInfo.InvariantCulture, $"rhs.{relation}"), operators.Table);
            }
        }

        for (int type = 0; type < model.GlobalEmbeddings.Count; type++)
        {
            if (model.GlobalEmbeddings[type] is { } table)
            {
                yield return ($"global.{model.Plan.EntityTypes[type].Name}", table);
            }
        }
    }

    private static void Cut(List<ParameterSlice> slices, long from, long to, int sliceLength, bool isCount)
    {
        for (long at = from; at < to; at += sliceLength)
        {
            slices.Add(new ParameterSlice(slices.Count, at, (int)Math.Min(sliceLength, to - at), isCount));
        }
    }

    private void Append(string key, long length)
    {
        _slots.Add(new ParameterSlot(key, Length, length));
        Length += length;
    }

    /// <summary>XXH3 over everything that both sides must agree on.</summary>
    private ulong Identify(int sliceLength) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(
        string.Concat(_slots.Select(slot => $"{slot.Key}:{slot.Length};").Append($"{sliceLength}"))));
}

/// <summary>A part of a layout that one shard holds and one message moves.</summary>
/// <param name="Index">Number of the slice and of its shard, from 0.</param>
/// <param name="Start">Its first element among all of the layout.</param>
/// <param name="Length">Elements of 4 bytes.</param>
/// <param name="IsCount">Whether pairs of elements are int64 counts and not float32 values.</param>
internal readonly record struct ParameterSlice(int Index, long Start, int Length, bool IsCount);

/// <summary>One shared array: a stretch of the numbers that all trainers of a run keep near each other.</summary>
/// <param name="Key">What it is, for people and for the layout's identity.</param>
/// <param name="Start">Its first element among all of the layout.</param>
/// <param name="Length">Elements; a count takes two, being 64 bits.</param>
internal sealed record ParameterSlot(string Key, long Start, long Length);
