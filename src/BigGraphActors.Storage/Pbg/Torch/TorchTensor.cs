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
