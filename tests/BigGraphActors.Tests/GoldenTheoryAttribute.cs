namespace BigGraphActors.Tests;

/// <summary>A theory over the golden cases, skipped with the reason where neither set of them is to be found.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute() => Skip = SharedData.GoldenFolder is null ? SharedData.SkipReason : null;
}
