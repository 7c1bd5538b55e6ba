namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>A fact that needs the device on which every write fails as on a full disk.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDiskFactAttribute : FactAttribute
{
    public const string Device = "/dev/full";

    public FullDiskFactAttribute() => Skip = File.Exists(Device) ? null : $"this system has no {Device}";
}
