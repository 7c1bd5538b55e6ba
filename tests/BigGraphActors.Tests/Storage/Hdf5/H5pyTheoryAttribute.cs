namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>A theory that is skipped, with the reason, where h5py is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class H5pyTheoryAttribute : TheoryAttribute
{
    public H5pyTheoryAttribute() => Skip = ExternalProgram.H5pySkipReason;
}
