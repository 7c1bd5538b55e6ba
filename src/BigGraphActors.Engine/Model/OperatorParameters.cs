using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Model;

/// <summary>The parameters of one operator: one row, or one for each dynamic relation.</summary>
/// <remarks>
/// A row holds the operator's parameters one behind the other: complex_diagonal has its real part then its imaginary
/// one, affine its matrix by rows then its translation. PBG stores each under a name of its own; see
/// <see cref="Parts"/>.
/// </remarks>
public sealed class OperatorParameters : IDisposable
{
    private const ulong InitialSeed = 2019;

    private readonly Side _side;
    private readonly int _index;
    private readonly int _dim;
    private readonly bool _dynamic;

    private OperatorParameters(
        OperatorKind kind, Side side, int index, int dim, int relationCount, double? initialScale)
    {
        Kind = kind;
        _side = side;
        _index = index;
        _dim = dim;
        _dynamic = relationCount > 0;
        Table = new ParameterTable(Math.Max(relationCount, 1), Parts.Sum(part => part.Length));
        FillInitial((float?)initialScale);
    }

    /// <summary>The operator that reads these parameters.</summary>
    public OperatorKind Kind { get; }

    /// <summary>A row for each relation that has the operator.</summary>
    public ParameterTable Table { get; }

    private IReadOnlyList<Part> Parts => PartsOf(Kind, _dim, _dynamic);

    /// <summary>
    /// Makes an operator's parameters at their initial values: the identity, for simple the swap of halves, and for
    /// rotation even angles (Sun et al., 2019), the same in every run, and of a dynamic relation's directions the one's
    /// opposite to the other's.
    /// </summary>
    /// <param name="kind">Decides how many parameters there are and what they mean.</param>
    /// <param name="side">Side it is applied to.</param>
    /// <param name="index">Relation type it belongs to.</param>
    /// <param name="dim">Elements of the vectors it is applied to.</param>
    /// <param name="relationCount">Dynamic relations, or 0 for a static relation.</param>
    /// <param name="initialScale">
    /// Standard deviation of numbers to start from instead, the same in every run; none for the values above. Angles
    /// are not concerned.
    /// </param>
    /// <returns>The parameters, or none for <see cref="OperatorKind.None"/>.</returns>
    public static OperatorParameters? Create(
        OperatorKind kind, Side side, int index, int dim, int relationCount, double? initialScale = null) =>
        kind == OperatorKind.None ? null : new(kind, side, index, dim, relationCount, initialScale);

    /// <summary>Copies the rows out under PBG's names.</summary>
    public IEnumerable<ModelParameter> ToModelParameters()
    {
        int offset = 0;
        foreach (Part part in Parts)
        {
            float[] values = new float[Table.RowCount * part.Length];
            float[] sums = new float[values.Length];
            for (int row = 0; row < Table.RowCount; row++)
            {
                Table.Values(row).Slice(offset, part.Length).CopyTo(values.AsSpan(row * part.Length));
                Table.Sums(row).Slice(offset, part.Length).CopyTo(sums.AsSpan(row * part.Length));
            }

            yield return new ModelParameter
            {
                Key = KeyOf(part),
                Shape = ShapeOf(part),
                Values = values,
                Sum = sums,
                Step = Table.Steps,
            };
            offset += part.Length;
        }
    }

    /// <summary>Loads what a checkpoint holds under PBG's names. Absent names keep their values.</summary>
    /// <param name="find">Looks a parameter up by PBG's state-dict key.</param>
    /// <exception cref="CheckpointMismatchException">When a parameter has another shape.</exception>
    public void LoadFrom(Func<string, ModelParameter?> find)
    {
        int offset = 0;
        Table.Steps = Parts.Max(part => find(KeyOf(part))?.Step ?? 0);
        foreach (Part part in Parts)
        {
            if (find(KeyOf(part)) is { } stored)
            {
                CheckpointMismatchException.ThrowUnlessEqual(KeyOf(part), ShapeOf(part), stored.Shape);
                CopyIn(stored, offset, part.Length);
            }

            offset += part.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Table.Dispose();

    private static Part[] PartsOf(OperatorKind kind, int dim, bool dynamic) => kind switch
    {
        OperatorKind.Diagonal => [new(dynamic ? "diagonals" : "diagonal", [dim])],
        OperatorKind.Translation => [new(dynamic ? "translations" : "translation", [dim])],
        OperatorKind.Linear => [new(dynamic ? "linear_transformations" : "linear_transformation", [dim, dim])],
        OperatorKind.Affine =>
        [
            new(dynamic ? "linear_transformations" : "linear_transformation", [dim, dim]),
            new(dynamic ? "translations" : "translation", [dim]),
        ],
        OperatorKind.ComplexDiagonal => [new("real", [dim / 2]), new("imag", [dim / 2])],
        OperatorKind.Rotation => [new(dynamic ? "angles" : "angle", [dim / 2])],
        OperatorKind.Simple => [new("first", [dim / 2]), new("second", [dim / 2])],
        _ => throw new InvalidOperationException($"operator {kind} has no parameters"),
    };

    private void FillInitial(float? scale)
    {
        for (int row = 0; row < Table.RowCount; row++)
        {
            Span<float> values = Table.Values(row);
            if (scale is { } deviation && Kind != OperatorKind.Rotation)
            {
                CounterRandom random = RandomOf(row, _side);
                random.FillNormal(values, deviation);
            }
            else if (Kind is OperatorKind.Diagonal or OperatorKind.Simple)
            {
                values.Fill(1f);
            }
            else if (Kind == OperatorKind.ComplexDiagonal)
            {
                values[..(_dim / 2)].Fill(1f);
            }
            else if (Kind == OperatorKind.Rotation)
            {
                FillAngles(row, values);
            }
            else if (Kind is OperatorKind.Linear or OperatorKind.Affine)
            {
                for (int i = 0; i < _dim; i++)
                {
                    values[(i * _dim) + i] = 1f;
                }
            }
        }
    }

    /// <summary>Without angles of its own a relation starts as a tie between equals, and many stay one.</summary>
    private void FillAngles(int row, Span<float> angles)
    {
        // Both directions draw the same angles, and one of them turns back.
        CounterRandom random = RandomOf(row, Side.Lhs);
        float half = _side == Side.Lhs ? MathF.PI : -MathF.PI;
        foreach (ref float angle in angles)
        {
            angle = half * ((2 * random.NextSingle()) - 1);
        }
    }

    private CounterRandom RandomOf(int row, Side side) =>
        new(InitialSeed, (((ulong)_index * 2) + (side == Side.Lhs ? 0UL : 1)) << 32 | (uint)row);

    private void CopyIn(ModelParameter stored, int offset, int length)
    {
        for (int row = 0; row < Table.RowCount; row++)
        {
            stored.Values.AsSpan(row * length, length).CopyTo(Table.Values(row)[offset..]);
            if (stored.Sum is { } sum)
            {
                sum.AsSpan(row * length, length).CopyTo(Table.Sums(row)[offset..]);
            }
        }
    }

    private string KeyOf(Part part) => $"{(_side == Side.Lhs ? "lhs" : "rhs")}_operators.{_index}.{part.Name}";

    private int[] ShapeOf(Part part) => _dynamic ? [Table.RowCount, .. part.Shape] : part.Shape;

    private sealed record Part(string Name, int[] Shape)
    {
        public int Length { get; } = Shape.Aggregate(1, (product, extent) => product * extent);
    }
}
