namespace BigGraphActors.Tests;

/// <summary>A fact that is skipped, with the reason, where the shared data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.SkipReason;
}
