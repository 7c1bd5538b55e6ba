namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>A flat array in a torch file; tensors are views of it.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">Elements, 0 or more.</param>
internal sealed record TorchStorage(string Key, TorchScalarType Type, long Count)
{
    /// <summary>Bytes of one element.</summary>
    public int ElementBytes => Type switch
    {
        TorchScalarType.Half => 2,
        TorchScalarType.Single or TorchScalarType.Int32 => 4,
        _ => 8,
    };

    /// <summary>
    /// Reads a persistent id: ('storage', type, key, device, count), in old files with a None behind.
    /// </summary>
    /// <exception cref="CorruptFileException">When it is anything else.</exception>
    public static TorchStorage FromPersistentId(object?[] id, PickleInput input)
    {
        bool plain = id.Length == 5 || (id.Length == 6 && id[5] is null);
        if (!plain || id is not ["storage", PickleGlobal type, string key, string, long count, ..] || count < 0)
        {
            throw input.Corrupt("a persistent id of a storage", "another one");
        }

        TorchScalarType scalar = type switch
        {
            { Module: "torch", Name: "HalfStorage" } => TorchScalarType.Half,
            { Module: "torch", Name: "FloatStorage" } => TorchScalarType.Single,
            { Module: "torch", Name: "DoubleStorage" } => TorchScalarType.Double,
            { Module: "torch", Name: "IntStorage" } => TorchScalarType.Int32,
            { Module: "torch", Name: "LongStorage" } => TorchScalarType.Int64,
            _ => throw input.Corrupt("a torch storage of floats or whole numbers", type.ToString()),
        };
        return new(key, scalar, count);
    }
}
