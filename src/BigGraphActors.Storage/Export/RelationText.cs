using System.Globalization;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Export;

/// <summary>Writes the relations' parameters, one line each: name, side, operator, parameter, shape, values.</summary>
/// <remarks>
/// Static relations have an operator on the right-hand side only, one line for each of its parameters. Dynamic ones
/// have two operators for all relations together; the lines go side by side, parameter by parameter, relation by
/// relation. PBG: <c>make_tsv_for_relation_types</c>.
/// </remarks>
internal sealed class RelationText(RunSettings settings, ModelState model, string modelPath, TsvWriter writer)
{
    /// <summary>Lines written so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Writes all relations.</summary>
    /// <param name="names">By number; for static relations they must be the settings'.</param>
    /// <exception cref="CorruptFileException">The model lacks a parameter, or has it in another shape.</exception>
    public void Write(IReadOnlyList<string> names)
    {
        if (settings.DynamicRelations)
        {
            WriteDynamic("lhs", names);
            WriteDynamic("rhs", names);
            return;
        }

        for (int relation = 0; relation < settings.Relations.Count; relation++)
        {
            OperatorKind kind = settings.Relations[relation].Operator;
            foreach (string parameter in OperatorParameters.Of(kind, isDynamic: false))
            {
                ModelParameter found = Find($"rhs_operators.{relation}.{parameter}");
                WriteLine(
                    [names[relation], "rhs", OperatorParameters.NameOf(kind), parameter], found.Shape, found.Values);
            }
        }
    }

    private void WriteDynamic(string side, IReadOnlyList<string> names)
    {
        OperatorKind kind = settings.Relations[0].Operator;
        foreach (string parameter in OperatorParameters.Of(kind, isDynamic: true))
        {
            ModelParameter found = Find($"{side}_operators.0.{parameter}");
            if (found.Shape[0] != names.Count)
            {
                throw new CorruptFileException(
                    modelPath, -1, $"{found.Key} for {names.Count} relations", $"{found.Shape[0]}");
            }

            int size = found.Values.Length / Math.Max(names.Count, 1);
            IReadOnlyList<int> shape = [.. found.Shape.Skip(1)];
            for (int relation = 0; relation < names.Count; relation++)
            {
                WriteLine(
                    [names[relation], side, OperatorParameters.NameOf(kind), parameter],
                    shape,
                    found.Values.AsSpan(relation * size, size));
            }
        }
    }

    private ModelParameter Find(string key) => model.Find(key)
        ?? throw new CorruptFileException(modelPath, -1, $"the parameter {key}, as the settings have it", "none");

    private void WriteLine(ReadOnlySpan<string> words, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        foreach (string word in words)
        {
            writer.Write(word);
        }

        writer.Write(string.Join('x', shape.Select(length => length.ToString(CultureInfo.InvariantCulture))));
        writer.Write(values);
        writer.EndLine();
        Lines++;
    }
}

/// <summary>The names of an operator's parameters in a checkpoint, in PBG's order.</summary>
internal static class OperatorParameters
{
    /// <summary>The operator as the settings spell it.</summary>
    public static string NameOf(OperatorKind kind) => kind switch
    {
        OperatorKind.None => "none",
        OperatorKind.Diagonal => "diagonal",
        OperatorKind.Translation => "translation",
        OperatorKind.Linear => "linear",
        OperatorKind.Affine => "affine",
        OperatorKind.ComplexDiagonal => "complex_diagonal",
        OperatorKind.Rotation => "rotation",
        OperatorKind.Simple => "simple",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such operator"),
    };

    /// <summary>Its parameters; those of dynamic relations have one more axis, and names in the plural.</summary>
    public static string[] Of(OperatorKind kind, bool isDynamic) => (kind, isDynamic) switch
    {
        (OperatorKind.None, _) => [],
        (OperatorKind.Diagonal, false) => ["diagonal"],
        (OperatorKind.Diagonal, true) => ["diagonals"],
        (OperatorKind.Translation, false) => ["translation"],
        (OperatorKind.Translation, true) => ["translations"],
        (OperatorKind.Linear, false) => ["linear_transformation"],
        (OperatorKind.Linear, true) => ["linear_transformations"],
        (OperatorKind.Affine, false) => ["linear_transformation", "translation"],
        (OperatorKind.Affine, true) => ["linear_transformations", "translations"],
        (OperatorKind.ComplexDiagonal, _) => ["real", "imag"],
        (OperatorKind.Rotation, false) => ["angle"],
        (OperatorKind.Rotation, true) => ["angles"],
        (OperatorKind.Simple, _) => ["first", "second"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such operator"),
    };
}
