namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Reads the two optimisers' state dicts out of a blob.</summary>
/// <param name="LearningRate">The rate of the first group; none in an empty state.</param>
/// <param name="States">State of parameter k; those without one are absent.</param>
/// <param name="ParameterCount">Parameters that the group names.</param>
internal sealed record OptimizerBlob(
    double? LearningRate, IReadOnlyDictionary<long, OptimizerBlob.ParameterState> States, int ParameterCount)
{
    /// <summary>Reads the state dict of either optimiser.</summary>
    /// <param name="blob">Read from where the tensors will be read later.</param>
    /// <param name="source">What the blob is part of, for messages.</param>
    /// <exception cref="CorruptFileException">When the tree is not of this kind.</exception>
    public static OptimizerBlob Read(TorchBlob blob, string source)
    {
        PickleDictionary root = Expect<PickleDictionary>(blob.Root, "a dict", source);
        if (root.Count == 0)
        {
            return new(null, new Dictionary<long, ParameterState>(), 0);
        }

        PickleDictionary state = Expect<PickleDictionary>(root.Find("state"), "a dict 'state'", source);
        Dictionary<long, ParameterState> states = [];
        foreach ((object key, object? value) in state.Entries)
        {
            PickleDictionary parameter = Expect<PickleDictionary>(value, $"a dict for parameter {key}", source);
            TorchTensor sum = Expect<TorchTensor>(parameter.Find("sum"), $"a tensor 'sum' of parameter {key}", source);
            states[Expect<long>(key, "a parameter's number", source)] = new(Step(blob, parameter, source), sum);
        }

        List<object?> groups = Expect<List<object?>>(root.Find("param_groups"), "a list 'param_groups'", source);
        if (groups is not [PickleDictionary group])
        {
            throw new CorruptFileException(source, -1, "one parameter group", "none or several");
        }

        int count = Expect<List<object?>>(group.Find("params"), "a list 'params'", source).Count;
        return new(Number(group.Find("lr"), "a number 'lr'", source), states, count);
    }

    private static long Step(TorchBlob blob, PickleDictionary parameter, string source)
    {
        // torch before 1.12 kept steps as a number, later ones as a tensor; row-Adagrad has none.
        object? step = parameter.Find("step");
        return step switch
        {
            null => 0,
            TorchTensor { Count: 1 } tensor => (long)blob.ReadAll(tensor)[0],
            _ => (long)Number(step, "a number 'step'", source),
        };
    }

    private static double Number(object? value, string expected, string source) => value switch
    {
        long whole => whole,
        double real => real,
        _ => throw new CorruptFileException(source, -1, expected, value?.GetType().Name ?? "nothing"),
    };

    private static T Expect<T>(object? value, string expected, string source) => value is T typed
        ? typed
        : throw new CorruptFileException(source, -1, expected, value?.GetType().Name ?? "nothing");

    /// <summary>What an optimiser keeps for one parameter.</summary>
    /// <param name="Step">Updates so far; 0 where the optimiser does not count.</param>
    /// <param name="Sum">Sums of squared gradients.</param>
    internal sealed record ParameterState(long Step, TorchTensor Sum);
}
