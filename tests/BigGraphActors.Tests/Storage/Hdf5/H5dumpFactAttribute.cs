namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>A fact that is skipped, with the reason, where h5dump is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class H5dumpFactAttribute : FactAttribute
{
    public H5dumpFactAttribute() => Skip = ExternalProgram.H5dumpSkipReason;
}
