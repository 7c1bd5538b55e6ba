using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg.Torch;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Layout of <c>model.vN.h5</c>: a dataset for each shared parameter under <c>model</c>.</summary>
public static class ModelFile
{
    private const string GroupName = "model";
    private const string KeyAttribute = "state_dict_key";

    /// <summary>Reads all parameters with their Adagrad state.</summary>
    /// <exception cref="CorruptFileException">
    /// When a dataset has a name that PBG does not know, or the state does not fit the parameters.
    /// </exception>
    public static ModelState Read(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        return Read(file);
    }

    /// <summary>The same from an open file, which stays the caller's.</summary>
    internal static ModelState Read(Hdf5File file)
    {
        FormatVersion.Check(file);
        Hdf5Group? model = file.Root.TryGetGroup(GroupName);
        if (model is null)
        {
            return new([], null);
        }

        Dictionary<ParameterName, Hdf5Dataset> datasets = [];
        foreach (Hdf5Dataset dataset in model.EnumerateDatasets())
        {
            ParameterName name = ParameterName.FromPath(dataset.Path[(GroupName.Length + 1)..])
                ?? throw new CorruptFileException(
                    file.Path, -1, "a parameter's dataset under model", $"{dataset.Path}");
            datasets[name] = dataset;
        }

        string? config = file.Root.TryGetAttribute(CheckpointMetadata.ConfigAttribute)?.ReadString();
        IReadOnlyList<ParameterName> names = ParameterOrder.Sort(datasets.Keys, config);
        (TorchBlob Blob, OptimizerBlob State)? optimizer = OptimizerDataset.TryOpen(file);
        if (optimizer is { } found && found.State.ParameterCount != names.Count)
        {
            throw new CorruptFileException(OptimizerDataset.SourceOf(file), -1,
                $"the state of {names.Count} parameters", $"{found.State.ParameterCount}");
        }

        ModelParameter[] parameters = names
            .Select((name, k) => ReadParameter(file, name, datasets[name], optimizer, k)).ToArray();
        return new(parameters, optimizer?.State.LearningRate);
    }

    /// <summary>Writes all parameters, and their Adagrad state where the model has a learning rate.</summary>
    /// <exception cref="ArgumentException">
    /// When a key is of another form than PBG's, or a parameter's sizes disagree.
    /// </exception>
    public static void Write(string path, ModelState model, CheckpointMetadata metadata, CancellationToken stop)
    {
        Dictionary<ParameterName, ModelParameter> byName = model.Parameters.ToDictionary(NameOf);
        IReadOnlyList<ParameterName> names = ParameterOrder.Sort(byName.Keys, metadata.ConfigJson);
        ModelParameter[] parameters = names.Select(name => byName[name]).ToArray();

        // PBG: without parameters there is a state nevertheless, the empty dict.
        TorchBlobWriter? blob = model.LearningRate is not null || parameters.Length == 0
            ? BlobOf(parameters, model.LearningRate ?? 0)
            : null;
        long values = parameters.Sum(parameter => (long)parameter.Values.Length);
        long payload = (values * sizeof(float)) + (blob?.Length ?? 0) + metadata.ConfigJson.Length
            + (names.Count * MetadataBytesPerParameter);
        AtomicHdf5.Write(path, AtomicFile.TemporaryPath(path), payload, root =>
        {
            metadata.WriteTo(root);
            Hdf5GroupWriter group = root.CreateGroup(GroupName);
            List<Hdf5DatasetWriter> datasets = [];
            foreach ((ParameterName name, ModelParameter parameter) in names.Zip(parameters))
            {
                long[] shape = parameter.Shape.Select(length => (long)length).ToArray();
                Hdf5DatasetWriter dataset = group.CreateDataset(name.Path, Hdf5ElementType.Float32, shape);
                dataset.SetAttribute(KeyAttribute, name.Key);
                datasets.Add(dataset);
            }

            Action? writeState = blob is null ? null : OptimizerDataset.Declare(root, blob);
            foreach ((Hdf5DatasetWriter dataset, ModelParameter parameter) in datasets.Zip(parameters))
            {
                dataset.Append<float>(parameter.Values);
            }

            writeState?.Invoke();
        }, stop);
    }

    /// <summary>An estimate: headers of a dataset and of the groups above it.</summary>
    private const long MetadataBytesPerParameter = 2048;

    private static ModelParameter ReadParameter(
        Hdf5File file, ParameterName name, Hdf5Dataset dataset, (TorchBlob Blob, OptimizerBlob State)? optimizer, int k)
    {
        if (dataset.ElementCount > Array.MaxLength)
        {
            throw new CorruptFileException(
                file.Path, -1, $"at most {Array.MaxLength} numbers in {dataset.Path}", $"{dataset.ElementCount}");
        }

        dataset.RequireStored();
        float[] values = new float[dataset.ElementCount];
        dataset.ReadSingle(0, values);
        float[]? sum = null;
        OptimizerBlob.ParameterState? state = null;
        if (optimizer is var (blob, states) && states.States.TryGetValue(k, out state))
        {
            if (!state.Sum.Shape.SequenceEqual(dataset.Shape))
            {
                string sumName = $"sum of parameter {k} ({name.Key})";
                throw new ShapeMismatchException(
                    OptimizerDataset.SourceOf(file), sumName, dataset.Shape, state.Sum.Shape);
            }

            sum = blob.ReadAll(state.Sum);
        }

        int[] shape = dataset.Shape.Select(length => (int)length).ToArray();
        return LegacyRotation.Convert(
            name, new() { Key = name.Key, Shape = shape, Values = values, Sum = sum, Step = state?.Step ?? 0 });
    }

    private static ParameterName NameOf(ModelParameter parameter)
    {
        long count = parameter.Shape.Aggregate(1L, (product, length) => product * length);
        if (count != parameter.Values.Length || (parameter.Sum is { } sum && sum.Length != count))
        {
            throw new ArgumentException(
                $"{parameter.Key} of shape [{string.Join(" x ", parameter.Shape)}] has "
                + $"{parameter.Values.Length} values and {parameter.Sum?.Length ?? count} sums");
        }

        return ParameterName.FromKey(parameter.Key)
            ?? throw new ArgumentException($"'{parameter.Key}' is no key of a shared parameter");
    }

    private static TorchBlobWriter BlobOf(ModelParameter[] parameters, double learningRate)
    {
        long[][] shapes = parameters.Select(parameter => parameter.Shape.Select(n => (long)n).ToArray()).ToArray();
        long[] counts = parameters.SelectMany(parameter => new[] { 1L, parameter.Values.Length }).ToArray();
        byte[] pickle = OptimizerPickle.Adagrad(learningRate, shapes);
        return new TorchBlobWriter(pickle, counts, (storage, start, destination) =>
        {
            ModelParameter parameter = parameters[storage / 2];
            if (storage % 2 == 0)
            {
                destination[0] = parameter.Step;
            }
            else if (parameter.Sum is { } sum)
            {
                sum.AsSpan((int)start, destination.Length).CopyTo(destination);
            }
            else
            {
                destination.Clear();
            }
        });
    }
}

/// <summary>All shared parameters of a version, in PBG's order.</summary>
/// <param name="Parameters">
/// Left-hand operators by relation, right-hand ones by relation, global embeddings by the settings' entity types.
/// </param>
/// <param name="LearningRate">
/// The rate in the optimiser's state; none where there is no state. PBG: it replaces the configured one when loaded.
/// </param>
public sealed record ModelState(IReadOnlyList<ModelParameter> Parameters, double? LearningRate)
{
    /// <summary>The parameter with a key, or none.</summary>
    public ModelParameter? Find(string key) => Parameters.FirstOrDefault(parameter => parameter.Key == key);
}

/// <summary>One shared parameter: of a relation's operator, or a global embedding.</summary>
public sealed record ModelParameter
{
    /// <summary>
    /// PBG's state-dict key: <c>{lhs|rhs}_operators.{relation}.{name}</c> or <c>global_embs.emb_{type}</c>.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Lengths of its axes, slowest first.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Its numbers, row-major.</summary>
    public required float[] Values { get; init; }

    /// <summary>Adagrad's sums of squared gradients, as many as values; none where it was never trained.</summary>
    public float[]? Sum { get; init; }

    /// <summary>Updates so far.</summary>
    public long Step { get; init; }
}

/// <summary>
/// Takes the affine operator's parameter under its first name, <c>rotation</c>, which was transposed.
/// </summary>
/// <remarks>
/// PBG: <c>AffineOperator._load_from_state_dict</c>. Differs: the optimiser's sums
/// of an old affine matrix are transposed too. PBG transposes only the values.
/// </remarks>
internal static class LegacyRotation
{
    /// <summary>The parameter as it is called now; any other comes back as it is.</summary>
    public static ModelParameter Convert(ParameterName name, ModelParameter parameter)
    {
        if (name.IsGlobal || name.Part is not ("rotation" or "rotations") || parameter.Shape.Count < 2)
        {
            return parameter;
        }

        string part = name.Part == "rotation" ? "linear_transformation" : "linear_transformations";
        int rows = parameter.Shape[^2];
        int columns = parameter.Shape[^1];
        return parameter with
        {
            Key = (name with { Part = part }).Key,
            Shape = [.. parameter.Shape.Take(parameter.Shape.Count - 2), columns, rows],
            Values = Transpose(parameter.Values, rows, columns),
            Sum = parameter.Sum is { } sum ? Transpose(sum, rows, columns) : null,
        };
    }

    private static float[] Transpose(float[] matrices, int rows, int columns)
    {
        float[] result = new float[matrices.Length];
        int size = rows * columns;
        for (int i = 0; i < matrices.Length; i++)
        {
            int row = i % size / columns;
            int column = i % columns;
            result[(i / size * size) + (column * rows) + row] = matrices[i];
        }

        return result;
    }
}
