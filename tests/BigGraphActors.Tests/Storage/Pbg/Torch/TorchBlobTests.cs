using BigGraphActors.Storage;
using BigGraphActors.Storage.Pbg.Torch;

namespace BigGraphActors.Tests.Storage.Pbg.Torch;

public sealed class TorchBlobTests
{
    /// <summary>
    /// torch 1.13: <c>torch.save(..., _use_new_zipfile_serialization=False)</c> of a row-Adagrad state with the sums
    /// 1.5, 2.5, 3.5.
    /// </summary>
    private const string LegacyBlob =
        "gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohYCgAAAHR5"
        + "cGVfc2l6ZXNxA31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAn1xAChYBQAAAHN0YXRlcQF9cQJLAH1x"
        + "A1gDAAAAc3VtcQRjdG9yY2guX3V0aWxzCl9yZWJ1aWxkX3RlbnNvcl92MgpxBSgoWAcAAABzdG9yYWdlcQZjdG9yY2gKRmxvYXRTdG9yYWdl"
        + "CnEHWAoAAAAxMDExMjM5MjQ4cQhYAwAAAGNwdXEJSwNOdHEKUUsASwOFcQtLAYVxDIljY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQ0pUnEO"
        + "dHEPUnEQc3NYDAAAAHBhcmFtX2dyb3Vwc3ERXXESfXETKFgCAAAAbHJxFEc/uZmZmZmZmlgIAAAAbHJfZGVjYXlxFUsAWAwAAAB3ZWlnaHRf"
        + "ZGVjYXlxFksAWAYAAABwYXJhbXNxF11xGEsAYXVhdS6AAl1xAFgKAAAAMTAxMTIzOTI0OHEBYS4DAAAAAAAAAAAAwD8AACBAAABgQA==";

    [Fact]
    public void Legacy_blob_gives_its_sums_and_its_learning_rate()
    {
        using MemoryStream stream = new(Convert.FromBase64String(LegacyBlob));
        TorchBlob blob = TorchBlob.Open(stream, "old");
        OptimizerBlob state = OptimizerBlob.Read(blob, "old");

        Assert.Equal(0.1, state.LearningRate);
        Assert.Equal(1, state.ParameterCount);
        Assert.Equal([1.5f, 2.5f, 3.5f], blob.ReadAll(state.States[0].Sum));
    }

    [Fact]
    public void Written_blob_is_read_back()
    {
        byte[] bytes = Write(OptimizerPickle.RowAdagrad(0.25, 100_000), [100_000], (_, i) => i / 8f);
        TorchBlob blob = TorchBlob.Open(new MemoryStream(bytes), "new");
        OptimizerBlob state = OptimizerBlob.Read(blob, "new");
        float[] part = new float[3];
        blob.Read(state.States[0].Sum, 99_997, part);

        Assert.Equal(0.25, state.LearningRate);
        Assert.Equal([100_000L], state.States[0].Sum.Shape);
        Assert.Equal([99_997 / 8f, 99_998 / 8f, 99_999 / 8f], part);
    }

    [Fact]
    public void Model_state_keeps_shapes_steps_and_sums_of_many_parameters()
    {
        long[][] shapes = Enumerable.Range(0, 1000).Select(k => k % 2 == 0 ? new long[] { 2, 3 } : [k]).ToArray();
        long[] counts = shapes.SelectMany(shape => new[] { 1, shape.Aggregate(1L, (a, b) => a * b) }).ToArray();
        byte[] bytes = Write(OptimizerPickle.Adagrad(1e-3, shapes), counts, (storage, i) => storage + (i / 1024f));
        TorchBlob blob = TorchBlob.Open(new MemoryStream(bytes), "model");
        OptimizerBlob state = OptimizerBlob.Read(blob, "model");

        Assert.Equal(1000, state.ParameterCount);
        Assert.Equal(1000, state.States.Count);
        Assert.Equal(1998, state.States[999].Step);
        Assert.Equal([2L, 3L], state.States[998].Sum.Shape);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => 1997 + (i / 1024f)), blob.ReadAll(state.States[998].Sum));
    }

    [Fact]
    public void Bytes_of_every_entry_begin_at_a_multiple_of_64()
    {
        byte[] bytes = Write(OptimizerPickle.Adagrad(0.1, [[3], [2, 2]]), [1, 3, 1, 4], (_, _) => 1);
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(new MemoryStream(bytes), "blob");

        Assert.Equal(6, entries.Count);
        Assert.All(entries.Values, entry => Assert.Equal(0, entry.Offset % 64));
    }

    [PythonFact("torch")]
    public void Torch_loads_what_we_write()
    {
        long[][] shapes = [[3], [2, 4], .. Enumerable.Repeat(new long[] { 1 }, 1001)];
        long[] counts = shapes.SelectMany(shape => new[] { 1, shape.Aggregate(1L, (a, b) => a * b) }).ToArray();
        using TemporaryFolder folder = new();
        string path = folder.PathOf("blob.pt");
        byte[] bytes = Write(OptimizerPickle.Adagrad(0.5, shapes), counts, (storage, i) => storage + i);
        File.WriteAllBytes(path, bytes);
        const string Script = """
            import io, sys, torch
            state = torch.load(sys.argv[1])
            print(len(state['state']), state['param_groups'][0]['lr'], len(state['param_groups'][0]['params']))
            print(state['state'][1]['step'].item(), state['state'][1]['sum'].tolist())
            own = {k: {'step': v['step'], 'sum': v['sum']} for k, v in state['state'].items()}
            group = {'lr': 0.5, 'lr_decay': 0, 'eps': 1e-10, 'weight_decay': 0, 'initial_accumulator_value': 0,
                     'foreach': None, 'maximize': False, 'params': list(range(1003))}
            again = io.BytesIO()
            torch.save({'state': own, 'param_groups': [group]}, again)
            same = again.getvalue() == open(sys.argv[1], 'rb').read()
            print(same or not torch.__version__.startswith('1.13'))
            """;

        string[] lines = Python.Run(Script, path).Trim().Split('\n');

        Assert.Equal("1003 0.5 1003", lines[0]);
        Assert.Equal("2.0 [[3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0]]", lines[1]);
        Assert.Equal("True", lines[2]);
    }

    [Fact]
    public void Foreign_globals_are_refused()
    {
        PickleWriter writer = new();
        writer.Global(new PickleGlobal("os", "system"));
        writer.Raw((byte)'(');
        writer.Text("true");
        writer.Raw((byte)'t', (byte)'R');
        byte[] bytes = Write(writer.Complete(), [], (_, _) => 0);

        CorruptFileException refusal =
            Assert.Throws<CorruptFileException>(() => TorchBlob.Open(new MemoryStream(bytes), "hostile"));
        Assert.Contains("os.system", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L << 40, 0L, 4L)]
    [InlineData(4L, 1L, 4L)]
    [InlineData(4L, 0L, 5L)]
    [InlineData(4L, 0L, -1L)]
    public void Tensors_outside_their_storage_are_refused(long storageCount, long offset, long length)
    {
        PickleWriter writer = new();
        writer.Global(PickleGlobal.RebuildTensor);
        writer.Raw((byte)'(', (byte)'(');
        writer.Text("storage");
        writer.Global(new PickleGlobal("torch", "FloatStorage"));
        writer.Text("0");
        writer.Text("cpu");
        writer.Integer(storageCount);
        writer.Raw((byte)'t', (byte)'Q');
        writer.Integer(offset);
        writer.Tuple([length]);
        writer.Tuple([1]);
        writer.Raw(0x89, (byte)'N', (byte)'t', (byte)'R');
        byte[] bytes = Write(writer.Complete(), [4], (_, _) => 0);

        Assert.Throws<CorruptFileException>(() => TorchBlob.Open(new MemoryStream(bytes), "hostile"));
    }

    [Fact]
    public void A_blob_that_was_cut_off_is_refused_and_one_with_a_wrong_bit_is_refused_or_read()
    {
        byte[][] sources =
        [
            Convert.FromBase64String(LegacyBlob),
            Write(OptimizerPickle.Adagrad(0.1, [[3], [2, 2]]), [1, 3, 1, 4], (_, i) => i),
        ];
        foreach (byte[] source in sources)
        {
            int refusedBits = 0;
            for (int at = 0; at < source.Length; at++)
            {
                Assert.True(IsRefused(source[..at]), $"{at} of {source.Length} bytes were read");
                for (int bit = at % 3; bit < 8; bit += 3)
                {
                    byte[] flipped = (byte[])source.Clone();
                    flipped[at] ^= (byte)(1 << bit);
                    refusedBits += IsRefused(flipped) ? 1 : 0;
                }
            }

            Assert.NotEqual(0, refusedBits);
        }
    }

    internal static byte[] Write(byte[] pickle, long[] counts, Func<int, long, float> value)
    {
        TorchBlobWriter writer = new(pickle, counts, (storage, start, destination) =>
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = value(storage, start + i);
            }
        });
        MemoryStream output = new();
        writer.WriteTo(output.Write);
        Assert.Equal(writer.Length, output.Length);
        return output.ToArray();
    }

    /// <summary>Whether a blob is refused; any other exception fails the test.</summary>
    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            TorchBlob blob = TorchBlob.Open(new MemoryStream(bytes), "damaged");
            foreach (OptimizerBlob.ParameterState state in OptimizerBlob.Read(blob, "damaged").States.Values)
            {
                blob.ReadAll(state.Sum);
            }

            return false;
        }
        catch (CorruptFileException)
        {
            return true;
        }
    }
}
