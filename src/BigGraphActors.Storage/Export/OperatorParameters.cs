using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Export;

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
