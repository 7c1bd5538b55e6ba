namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>A Python object that a pickle names instead of containing it, such as <c>torch FloatStorage</c>.</summary>
/// <param name="Module">Python module.</param>
/// <param name="Name">Name in the module.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>The function that makes a tensor of a storage.</summary>
    public static PickleGlobal RebuildTensor { get; } = new("torch._utils", "_rebuild_tensor_v2");

    /// <summary>The type of a tensor's (always empty) hooks.</summary>
    public static PickleGlobal OrderedDictionary { get; } = new("collections", "OrderedDict");

    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
