using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Steps;

/// <summary>What of the settings decides how vectors become scores.</summary>
/// <param name="Comparator">The value of <c>comparator</c>.</param>
/// <param name="Bias">The first coordinate is added to the score and kept out of the comparator.</param>
/// <param name="MaxNorm">Rows longer than this are shortened when looked up; none switches it off.</param>
internal sealed record ScoreRule(ComparatorKind Comparator, bool Bias, float? MaxNorm)
{
    /// <summary>Whether products are taken of vectors rounded to 16-bit integers.</summary>
    public bool IsFixedPoint { get; init; }

    /// <summary>A masked score: no candidate. PBG: <c>-1e9</c>.</summary>
    public const float Masked = -1e9f;

    /// <summary>Whether vectors are divided by their length before they are compared.</summary>
    public bool Normalizes => Comparator == ComparatorKind.Cos;

    /// <summary>Whether scores are distances, whose gradients carry a term in the vector itself.</summary>
    public bool IsDistance => Comparator is ComparatorKind.L2 or ComparatorKind.SquaredL2;

    /// <summary>Takes the rule from settings.</summary>
    public static ScoreRule From(RunSettings settings) =>
        new(settings.Comparator, settings.Bias, (float?)settings.MaxNorm);

    /// <summary>The rule of training, whose products may be of less precision than those of an evaluation.</summary>
    public static ScoreRule ForTraining(RunSettings settings) =>
        From(settings) with { IsFixedPoint = settings.Products == ProductKind.Int16 };
}
