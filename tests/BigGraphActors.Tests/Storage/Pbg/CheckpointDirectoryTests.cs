using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

public sealed class CheckpointDirectoryTests : IDisposable
{
    private static readonly PartitionId User = new("user_account", 3);

    private static readonly CheckpointMetadata Metadata = new()
    {
        ConfigJson = """{"entities": {"zebra": {}, "ant": {}}}""",
        EpochCount = 5,
        EpochIndex = 1,
        EdgePathCount = 2,
        EdgePathIndex = 0,
        EdgePath = "data/züge",
        EdgeSliceCount = 3,
        EdgeSliceIndex = 2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointDirectory _checkpoint;

    public CheckpointDirectoryTests() => _checkpoint = new CheckpointDirectory(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1)]
    public void Tables_come_back_with_their_sums_whatever_their_stride(int dim)
    {
        const int Rows = 70_001;
        using EmbeddingTable table = Table(Rows, dim);
        _checkpoint.WriteEmbeddings(User, 4, table, Metadata, new EmbeddingOptimizerState(0.25));
        using EmbeddingTable again = new(Rows, dim);

        Assert.True(_checkpoint.TryReadEmbeddings(User, 4, again, out EmbeddingOptimizerState? state));
        Assert.Equal(0.25, state!.LearningRate);
        Assert.True(table.Values.AsSpan().SequenceEqual(again.Values.AsSpan()));
        Assert.True(table.RowSums.AsSpan().SequenceEqual(again.RowSums.AsSpan()));
        Assert.Equal((Rows, dim), _checkpoint.TryReadShape(User, 4));
        Assert.Equal(["embeddings_user_account_3.v4.h5"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void A_table_without_state_clears_the_sums()
    {
        using EmbeddingTable table = Table(10, 4);
        _checkpoint.WriteEmbeddings(User, 1, table, Metadata, null);
        using EmbeddingTable again = Table(10, 4);

        Assert.True(_checkpoint.TryReadEmbeddings(User, 1, again, out EmbeddingOptimizerState? state));
        Assert.Null(state);
        Assert.All(again.RowSums.AsSpan().ToArray(), sum => Assert.Equal(0, sum));
    }

    [Fact]
    public void An_absent_table_or_model_is_no_error()
    {
        using EmbeddingTable table = new(1, 1);
        Assert.False(_checkpoint.TryReadEmbeddings(User, 1, table));
        Assert.Null(_checkpoint.TryReadShape(User, 1));
        Assert.Null(_checkpoint.TryReadModel(1));
        Assert.Null(_checkpoint.TryReadConfig());
        Assert.Empty(_checkpoint.ReadStats());
        Assert.Equal(0, new CheckpointDirectory(_folder.PathOf("nowhere")).ReadVersion());
    }

    [Theory]
    [InlineData(10, 8)]
    [InlineData(9, 4)]
    public void A_table_of_another_size_is_refused_with_the_file_and_both_shapes(int rows, int dim)
    {
        using EmbeddingTable table = Table(10, 4);
        _checkpoint.WriteEmbeddings(User, 1, table, Metadata, null);
        using EmbeddingTable other = new(rows, dim);

        ShapeMismatchException refusal =
            Assert.Throws<ShapeMismatchException>(() => _checkpoint.TryReadEmbeddings(User, 1, other));
        Assert.Contains("embeddings_user_account_3.v1.h5", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"[{rows} x {dim}]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[10 x 4]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_float64_without_state_are_read()
    {
        WriteRaw(_checkpoint.EmbeddingsPath(User, 0), root =>
        {
            root.SetAttribute("format_version", 1);
            root.CreateDataset("embeddings", Hdf5ElementType.Float64, 2, 3).Append<double>([1, 2, 3, 4, 5, 0.1]);
        });
        using EmbeddingTable table = new(2, 3);

        Assert.True(_checkpoint.TryReadEmbeddings(User, 0, table));
        Assert.Equal([4f, 5f, 0.1f], table.Row(1).ToArray());
    }

    [Fact]
    public void An_empty_table_is_written_and_read()
    {
        using EmbeddingTable table = new(0, 4);
        _checkpoint.WriteEmbeddings(User, 1, table, Metadata, new EmbeddingOptimizerState(0.1));

        Assert.True(_checkpoint.TryReadEmbeddings(User, 1, table, out EmbeddingOptimizerState? state));
        Assert.Equal(0.1, state!.LearningRate);
    }

    [Fact]
    public void Another_format_version_is_refused()
    {
        WriteRaw(_checkpoint.EmbeddingsPath(User, 1), root =>
        {
            root.SetAttribute("format_version", 2);
            root.CreateDataset("embeddings", Hdf5ElementType.Float32, 1, 1).Append<float>([1]);
        });
        using EmbeddingTable table = new(1, 1);

        Assert.Throws<CorruptFileException>(() => _checkpoint.TryReadEmbeddings(User, 1, table));
    }

    [Fact]
    public void Parameters_come_back_in_pbgs_order_with_their_state()
    {
        string[] order =
        [
            "lhs_operators.0.real", "lhs_operators.0.imag", "rhs_operators.0.diagonals",
            "rhs_operators.2.linear_transformation", "rhs_operators.2.translation", "rhs_operators.10.translations",
            "global_embs.emb_zebra", "global_embs.emb_ant",
        ];
        ModelParameter[] parameters = order.Select((key, i) => Parameter(key, i + 1)).ToArray();
        _checkpoint.WriteModel(7, new ModelState([.. parameters.Reverse()], 0.5), Metadata);

        ModelState model = _checkpoint.TryReadModel(7)!;

        Assert.Equal(0.5, model.LearningRate);
        Assert.Equal(order, model.Parameters.Select(parameter => parameter.Key));
        foreach ((ModelParameter expected, ModelParameter actual) in parameters.Zip(model.Parameters))
        {
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Values, actual.Values);
            Assert.Equal(expected.Sum, actual.Sum);
            Assert.Equal(expected.Step, actual.Step);
        }
    }

    [Fact]
    public void Datasets_of_parameters_have_pbgs_names_and_keys()
    {
        ModelParameter[] parameters = [Parameter("rhs_operators.12.imag", 1), Parameter("global_embs.emb_ant", 2)];
        _checkpoint.WriteModel(1, new ModelState(parameters, null), Metadata);
        using Hdf5File file = Hdf5File.Open(_checkpoint.ModelPath(1));

        Hdf5Dataset imag = file.Root.GetDataset("model/relations/12/operator/rhs/imag");
        Assert.Equal("rhs_operators.12.imag", imag.Attributes["state_dict_key"].ReadString());
        Hdf5Dataset global = file.Root.GetDataset("model/entities/ant/global_embedding");
        Assert.Equal("global_embs.emb_ant", global.Attributes["state_dict_key"].ReadString());
        Assert.Null(file.Root.TryGetDataset("optimizer/state_dict"));
        Assert.Equal("data/züge", file.Root.Attributes["iteration/edge_path"].ReadString());
    }

    [Fact]
    public void A_model_without_parameters_has_an_empty_group_and_an_empty_dict()
    {
        _checkpoint.WriteModel(1, new ModelState([], null), Metadata);
        using (Hdf5File file = Hdf5File.Open(_checkpoint.ModelPath(1)))
        {
            Assert.Empty(file.Root.TryGetGroup("model")!.Members);
            Assert.Equal(431, file.Root.GetDataset("optimizer/state_dict").ElementCount);
        }

        Assert.Empty(_checkpoint.TryReadModel(1)!.Parameters);
    }

    [Theory]
    [InlineData("rhs_operators.x.real")]
    [InlineData("rhs_operators.0.a.b")]
    [InlineData("global_embs.user")]
    [InlineData("global_embs.emb_a/b")]
    [InlineData("other")]
    public void Keys_that_are_none_of_pbgs_are_refused(string key)
    {
        ModelState model = new([Parameter(key, 1)], null);
        Assert.Throws<ArgumentException>(() => _checkpoint.WriteModel(1, model, Metadata));
    }

    [Fact]
    public void Datasets_that_are_no_parameter_are_refused()
    {
        WriteRaw(_checkpoint.ModelPath(1), root =>
        {
            root.SetAttribute("format_version", 1);
            root.CreateDataset("model/relations/0/strange", Hdf5ElementType.Float32, 1).Append<float>([1]);
        });

        CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => _checkpoint.TryReadModel(1));
        Assert.Contains("model/relations/0/strange", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_name_of_the_affine_matrix_is_read_transposed()
    {
        WriteRaw(_checkpoint.ModelPath(1), root =>
        {
            root.SetAttribute("format_version", 1);
            root.CreateDataset("model/relations/0/operator/rhs/rotation", Hdf5ElementType.Float32, 2, 2)
                .Append<float>([1, 2, 3, 4]);
            root.CreateDataset("model/relations/1/operator/rhs/rotations", Hdf5ElementType.Float64, 2, 2, 2)
                .Append<double>([1, 2, 3, 4, 5, 6, 7, 8]);
        });

        ModelState model = _checkpoint.TryReadModel(1)!;

        Assert.Equal([1f, 3f, 2f, 4f], model.Find("rhs_operators.0.linear_transformation")!.Values);
        Assert.Equal([1f, 3f, 2f, 4f, 5f, 7f, 6f, 8f], model.Find("rhs_operators.1.linear_transformations")!.Values);
    }

    [Fact]
    public void A_file_without_a_model_group_has_no_parameters()
    {
        WriteRaw(_checkpoint.ModelPath(1), root => root.SetAttribute("format_version", 1));
        Assert.Empty(_checkpoint.TryReadModel(1)!.Parameters);
    }

    [Fact]
    public void A_checkpoint_that_was_cut_off_is_refused_and_one_with_a_wrong_bit_is_refused_or_read()
    {
        using EmbeddingTable table = Table(5, 4);
        _checkpoint.WriteEmbeddings(User, 1, table, Metadata, new EmbeddingOptimizerState(0.1));
        Damage(_checkpoint.EmbeddingsPath(User, 1), () => _checkpoint.TryReadEmbeddings(User, 1, table));
        _checkpoint.WriteModel(1, new ModelState([Parameter("rhs_operators.0.real", 3)], 0.1), Metadata);
        Damage(_checkpoint.ModelPath(1), () => _checkpoint.TryReadModel(1));

        static void Damage(string path, Action read)
        {
            byte[] whole = File.ReadAllBytes(path);
            int refusedBits = 0;
            for (int at = 0; at < whole.Length; at += 61)
            {
                Assert.True(IsRefused(whole[..at]), $"{at} of {whole.Length} bytes were read");
                byte[] flipped = (byte[])whole.Clone();
                flipped[at] ^= (byte)(1 << (at % 8));
                refusedBits += IsRefused(flipped) ? 1 : 0;
            }

            Assert.NotEqual(0, refusedBits);

            // Any other exception fails the test.
            bool IsRefused(byte[] bytes)
            {
                File.WriteAllBytes(path, bytes);
                try
                {
                    read();
                    return false;
                }
                catch (CorruptFileException)
                {
                    return true;
                }
            }
        }
    }

    private static EmbeddingTable Table(int rows, int dim)
    {
        EmbeddingTable table = new(rows, dim);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < dim; j++)
            {
                table.Row(i)[j] = (i * 31) + (j / 64f);
            }

            table.RowSums[i] = i + 0.5f;
        }

        return table;
    }

    private static ModelParameter Parameter(string key, int size) => new()
    {
        Key = key,
        Shape = [size, 2],
        Values = [.. Enumerable.Range(0, 2 * size).Select(i => i + 0.25f)],
        Sum = [.. Enumerable.Range(0, 2 * size).Select(i => i * 3f)],
        Step = size + 100,
    };

    private static void WriteRaw(string path, Action<Hdf5GroupWriter> fill)
    {
        using Hdf5Writer writer = Hdf5Writer.Create(path);
        fill(writer.Root);
        writer.Complete();
    }
}
