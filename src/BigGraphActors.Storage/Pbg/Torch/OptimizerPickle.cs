namespace BigGraphActors.Storage.Pbg.Torch;

/// <summary>Writes the state dicts of PBG's two optimisers as pickles.</summary>
/// <remarks>Keys, order and constants are those of torch 1.13; see docs/reference/file-formats.md.</remarks>
internal static class OptimizerPickle
{
    /// <summary>The state of a row-Adagrad: one sum for each row, in storage 0.</summary>
    /// <remarks>PBG: <c>RowAdagrad.state_dict</c>.</remarks>
    public static byte[] RowAdagrad(double learningRate, long rowCount)
    {
        PickleWriter writer = new();
        WriteState(writer, 1, _ =>
        {
            writer.Remembered((byte)'}');
            writer.SetItems(1, _ =>
            {
                writer.Text("sum");
                WriteTensor(writer, 0, [rowCount]);
            });
        });
        WriteGroup(writer, learningRate, [("weight_decay", () => writer.Integer(0))], 1);
        return writer.Complete();
    }

    /// <summary>The state of an Adagrad over shared parameters: storage 2k has the step, 2k + 1 the sums.</summary>
    /// <remarks>PBG: <c>AsyncAdagrad</c>; without parameters it saves an empty dict.</remarks>
    public static byte[] Adagrad(double learningRate, IReadOnlyList<IReadOnlyList<long>> shapes)
    {
        PickleWriter writer = new();
        if (shapes.Count == 0)
        {
            writer.Remembered((byte)'}');
            return writer.Complete();
        }

        WriteState(writer, shapes.Count, k =>
        {
            writer.Remembered((byte)'}');
            writer.SetItems(2, item =>
            {
                writer.Text(item == 0 ? "step" : "sum");
                WriteTensor(writer, (2 * k) + item, item == 0 ? [] : shapes[k]);
            });
        });
        (string, Action)[] options =
        [
            ("eps", () => writer.Real(1e-10)),
            ("weight_decay", () => writer.Integer(0)),
            ("initial_accumulator_value", () => writer.Integer(0)),
            ("foreach", () => writer.Raw((byte)'N')),
            ("maximize", () => writer.Truth(false)),
        ];
        WriteGroup(writer, learningRate, options, shapes.Count);
        return writer.Complete();
    }

    private static void WriteState(PickleWriter writer, int count, Action<int> state)
    {
        writer.Remembered((byte)'}');
        writer.Raw((byte)'(');
        writer.Text("state");
        writer.Remembered((byte)'}');
        writer.SetItems(count, k =>
        {
            writer.Integer(k);
            state(k);
        });
    }

    private static void WriteGroup(
        PickleWriter writer, double learningRate, (string Key, Action Value)[] options, int parameterCount)
    {
        writer.Text("param_groups");
        writer.Remembered((byte)']');
        writer.Remembered((byte)'}');
        writer.Raw((byte)'(');
        writer.Text("lr");
        writer.Real(learningRate);
        writer.Text("lr_decay");
        writer.Integer(0);
        foreach ((string key, Action value) in options)
        {
            writer.Text(key);
            value();
        }

        writer.Text("params");
        writer.Remembered((byte)']');
        writer.Append(parameterCount, k => writer.Integer(k));
        writer.Raw((byte)'u', (byte)'a', (byte)'u');
    }

    private static void WriteTensor(PickleWriter writer, int storage, IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        long count = 1;
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = count;
            count *= shape[axis];
        }

        writer.Global(PickleGlobal.RebuildTensor);
        writer.Raw((byte)'(', (byte)'(');
        writer.Text("storage");
        writer.Global(new PickleGlobal("torch", "FloatStorage"));
        writer.Text($"{storage}");
        writer.Text("cpu");
        writer.Integer(count);
        writer.Remembered((byte)'t');
        writer.Raw((byte)'Q');
        writer.Integer(0);
        writer.Tuple(shape);
        writer.Tuple(strides);
        writer.Truth(false);
        writer.Global(PickleGlobal.OrderedDictionary);
        writer.Raw((byte)')');
        writer.Remembered((byte)'R');
        writer.Remembered((byte)'t');
        writer.Remembered((byte)'R');
    }
}

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
