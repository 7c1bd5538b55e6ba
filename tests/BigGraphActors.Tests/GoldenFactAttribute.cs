namespace BigGraphActors.Tests;

/// <summary>A fact about the golden cases, skipped with the reason where neither set of them is to be found.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenFactAttribute : FactAttribute
{
    public GoldenFactAttribute() => Skip = SharedData.GoldenFolder is null ? SharedData.SkipReason : null;
}
