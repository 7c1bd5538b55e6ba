namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>A fact that is skipped, with the reason, where h5py is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class H5pyFactAttribute : FactAttribute
{
    public H5pyFactAttribute() => Skip = ExternalProgram.H5pySkipReason;
}
