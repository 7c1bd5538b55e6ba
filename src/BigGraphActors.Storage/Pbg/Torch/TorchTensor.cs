namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>A contiguous, row-major tensor inside a storage.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Offset">Element of the storage at which it begins.</param>
/// <param name="Shape">Lengths of its axes; empty for a single number.</param>
/// <param name="Count">Elements in the tensor; 1 for an empty shape.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape, long Count)
{
    /// <summary>Makes a tensor of the arguments of torch's <c>_rebuild_tensor_v2</c>.</summary>
    /// <exception cref="CorruptFileException">When it is not contiguous or reaches beyond its storage.</exception>
    public static TorchTensor Rebuild(object?[] arguments, PickleInput input)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] steps, bool, ..]
            || sizes.Length != steps.Length || sizes.Length > 8 || offset < 0)
        {
            throw input.Corrupt("storage, offset, size, stride and requires_grad of a tensor", "other arguments");
        }

        long[] shape = new long[sizes.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (sizes[axis] is not long size || steps[axis] is not long step || size < 0 || size > storage.Count)
            {
                throw input.Corrupt($"axis {axis} of at most {storage.Count} elements", $"{sizes[axis] ?? "None"}");
            }

            // An axis of one element (or a tensor of none) may carry any stride.
            if (size > 1 && step != stride && stride > 0)
            {
                throw input.Corrupt($"a contiguous tensor (stride {stride} on axis {axis})", $"stride {step}");
            }

            shape[axis] = size;
            stride = SafeProduct(stride, size, input);
        }

        if (offset > storage.Count - stride)
        {
            throw input.Corrupt($"a tensor inside storage {storage.Key} of {storage.Count} elements",
                $"{stride} elements from {offset}");
        }

        return new(storage, offset, shape, stride);
    }

    private static long SafeProduct(long left, long right, PickleInput input)
    {
        Int128 product = (Int128)left * right;
        return product <= long.MaxValue
            ? (long)product
            : throw input.Corrupt("a tensor that fits", $"{product} elements");
    }
}

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

/// <summary>Element types of the storages that optimiser states may hold; little-endian on disk.</summary>
internal enum TorchScalarType
{
    /// <summary>2-byte float.</summary>
    Half,

    /// <summary>4-byte float, what PBG writes.</summary>
    Single,

    /// <summary>8-byte float.</summary>
    Double,

    /// <summary>4-byte signed whole number.</summary>
    Int32,

    /// <summary>8-byte signed whole number.</summary>
    Int64,
}
