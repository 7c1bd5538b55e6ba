using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>Our checkpoints as h5py and torch, and so PBG, see them.</summary>
public sealed class CheckpointPythonTests
{
    private static readonly CheckpointMetadata Metadata = new()
    {
        ConfigJson = """{"entities": {"user": {}}, "text": "züge"}""",
        EpochCount = 5,
        EpochIndex = 4,
        EdgePathCount = 1,
        EdgePathIndex = 0,
        EdgePath = "data/edges",
        EdgeSliceCount = 1,
        EdgeSliceIndex = 0,
    };

    [PythonFact("h5py", NeedsSharedData = true)]
    public void Rewritten_checkpoints_have_the_layout_that_h5py_found_in_pbgs()
    {
        const string Script = """
            import json, sys, h5py
            expected = json.load(open(sys.argv[1]))
            def plain(attributes):
                return {k: v if isinstance(v, str) else int(v) for k, v in attributes.items()}
            for name, layout in expected.items():
                if not name.startswith('model/'):
                    continue
                f, datasets = h5py.File(sys.argv[2] + name[5:], 'r'), {}
                def show(path, thing):
                    if isinstance(thing, h5py.Dataset):
                        datasets[path] = {
                            'dtype': thing.dtype.str, 'shape': list(thing.shape), 'maxshape': list(thing.maxshape),
                            'chunks': thing.chunks, 'attributes': plain(thing.attrs)}
                f.visititems(show)
                print(name, layout == {'attributes': plain(f.attrs), 'datasets': datasets})
            """;
        foreach (string fixture in new[] { "dynamic-2x2", "featurized", "static-2x2", "static-3-and-1", "static-3x2" })
        {
            using TemporaryFolder folder = new();
            CheckpointDirectory source = new(SharedData.PathOf("pbg-fixtures", fixture, "model"));
            CheckpointCopy.Write(source, new CheckpointDirectory(folder.Root));

            string layout = SharedData.PathOf("pbg-fixtures", fixture, "h5-layout.json");
            string[] lines = Python.Run(Script, layout, folder.Root).Trim().Split('\n');

            Assert.Equal(source.FindPartitions(2).Count + 1, lines.Length);
            Assert.All(lines, line => Assert.EndsWith(" True", line, StringComparison.Ordinal));
        }
    }

    [PythonFact("h5py", "torch")]
    public void A_table_and_its_state_are_what_pbg_expects()
    {
        using TemporaryFolder folder = new();
        CheckpointDirectory checkpoint = new(folder.Root);
        using EmbeddingTable table = new(3, 2);
        for (int row = 0; row < 3; row++)
        {
            table.Row(row)[0] = row;
            table.Row(row)[1] = row + 0.5f;
            table.RowSums[row] = row * 4;
        }

        checkpoint.WriteEmbeddings(new PartitionId("user", 0), 1, table, Metadata, new EmbeddingOptimizerState(0.1));
        const string Script = """
            import io, sys, h5py, torch
            f = h5py.File(sys.argv[1], 'r')
            print(sorted(f.attrs.items()))
            print(f['embeddings'].dtype, f['embeddings'].chunks, f['embeddings'][...].tolist())
            blob = f['optimizer/state_dict']
            print(blob.dtype, torch.load(io.BytesIO(blob[...].tobytes())))
            """;

        string path = checkpoint.EmbeddingsPath(new PartitionId("user", 0), 1);
        string[] lines = Python.Run(Script, path).Trim().Split('\n');

        Assert.Equal(
            "[('config/json', '{\"entities\": {\"user\": {}}, \"text\": \"züge\"}'), ('format_version', 1), "
            + "('iteration/edge_chunk_idx', 0), ('iteration/edge_path', 'data/edges'), ('iteration/edge_path_idx', 0), "
            + "('iteration/epoch_idx', 4), ('iteration/num_edge_chunks', 1), ('iteration/num_edge_paths', 1), "
            + "('iteration/num_epochs', 5)]",
            lines[0]);
        Assert.Equal("float32 None [[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]]", lines[1]);
        Assert.Equal(
            "|V1 {'state': {0: {'sum': tensor([0., 4., 8.])}}, 'param_groups': [{'lr': 0.1, 'lr_decay': 0, "
            + "'weight_decay': 0, 'params': [0]}]}",
            lines[2]);
    }

    [PythonFact("h5py", "torch")]
    public void Parameters_and_their_state_are_what_pbg_expects()
    {
        using TemporaryFolder folder = new();
        CheckpointDirectory checkpoint = new(folder.Root);
        ModelParameter[] parameters =
        [
            new() { Key = "rhs_operators.0.translation", Shape = [2], Values = [1, 2], Sum = [3, 4], Step = 9 },
            new() { Key = "global_embs.emb_user", Shape = [2], Values = [5, 6], Sum = [7, 8], Step = 10 },
        ];
        checkpoint.WriteModel(1, new ModelState(parameters, 0.25), Metadata);
        const string Script = """
            import io, sys, h5py, torch
            f = h5py.File(sys.argv[1], 'r')
            def show(name, thing):
                if isinstance(thing, h5py.Dataset):
                    print(name, thing.attrs['state_dict_key'], torch.from_numpy(thing[...]).tolist())
            f['model'].visititems(show)
            state = torch.load(io.BytesIO(f['optimizer/state_dict'][...].tobytes()))
            print([(k, v['step'].item(), v['sum'].tolist()) for k, v in state['state'].items()])
            print(state['param_groups'])
            """;

        string[] lines = Python.Run(Script, checkpoint.ModelPath(1)).Trim().Split('\n');

        Assert.Equal("entities/user/global_embedding global_embs.emb_user [5.0, 6.0]", lines[0]);
        Assert.Equal("relations/0/operator/rhs/translation rhs_operators.0.translation [1.0, 2.0]", lines[1]);
        Assert.Equal("[(0, 9.0, [3.0, 4.0]), (1, 10.0, [7.0, 8.0])]", lines[2]);
        Assert.Equal(
            "[{'lr': 0.25, 'lr_decay': 0, 'eps': 1e-10, 'weight_decay': 0, 'initial_accumulator_value': 0, "
            + "'foreach': None, 'maximize': False, 'params': [0, 1]}]",
            lines[3]);
    }
}
