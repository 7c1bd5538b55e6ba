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
