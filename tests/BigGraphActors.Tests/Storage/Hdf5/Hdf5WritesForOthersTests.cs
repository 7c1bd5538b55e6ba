using System.Globalization;
using System.Text.Json;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5WritesForOthersTests : IDisposable
{
    private const string ReadEverything = """
        import sys, json, h5py
        f = h5py.File(sys.argv[1], 'r')
        found = {}
        def attributes(o):
            return {k: int(v) if not isinstance(v, str) else v for k, v in o.attrs.items()}
        def visit(name, o):
            if isinstance(o, h5py.Dataset):
                values = o[()].tobytes().hex() if o.size else ''
                found[name] = {'dtype': o.dtype.str, 'shape': list(o.shape), 'bytes': values, 'attrs': attributes(o),
                               'chunks': o.chunks, 'maxshape': list(o.maxshape)}
            else:
                found[name] = {'members': sorted(o.keys()), 'attrs': attributes(o)}
        visit('', f['/'])
        f.visititems(visit)
        print(json.dumps(found))
        """;

    // As PBG would load it: h5py's conversion on read, and a write back into the same file.
    private const string Modify = """
        import sys, h5py, numpy as np
        with h5py.File(sys.argv[1], 'r+') as f:
            for i in range(50):
                f.create_group(f'model/relations/new{i}/operator')['x'] = np.arange(3, dtype='f4')
            f['embeddings'][0, 0] = 77
            f.attrs['added'] = 'text'
            del f['model/relations/3']
        with h5py.File(sys.argv[1], 'r') as f:
            assert len(f['model/relations']) == 349, len(f['model/relations'])
        """;

    private readonly ScratchFolder _folder = new();

    [H5pyFact]
    public void H5py_finds_identical_arrays_names_attributes_and_types()
    {
        string path = WriteSample("sample.h5");
        using JsonDocument found = JsonDocument.Parse(ExternalProgram.RunPython(ReadEverything, path));
        JsonElement root = found.RootElement;
        Assert.Equal(
            ["embeddings", "empty", "group", "lhs", "model", "optimizer", "single"],
            Texts(root.GetProperty(""), "members"));
        JsonElement attributes = root.GetProperty("").GetProperty("attrs");
        Assert.Equal(1, attributes.GetProperty("format_version").GetInt64());
        Assert.Equal(LongText, attributes.GetProperty("config/json").GetString());
        Assert.Equal(string.Empty, attributes.GetProperty("iteration/edge_path").GetString());
        Assert.Equal(long.MinValue, attributes.GetProperty("größe").GetInt64());
        RequireDataset(root, "embeddings", "<f4", [2, 3], "0000803f000020c00000c0ff0000000000007f430000803f");
        RequireDataset(root, "lhs", "<i8", [2], "ffffffffffffffff0500000000000000");
        RequireDataset(root, "optimizer/state_dict", "|V1", [4], "0001ff80");
        RequireDataset(root, "single", "<i4", [], "2a000000");
        RequireDataset(root, "empty", "<i8", [0], string.Empty);
        Assert.Equal(300, root.GetProperty("model/relations").GetProperty("members").GetArrayLength());
        for (int i = 0; i < 300; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"model/relations/{i}/operator/rhs/real");
            JsonElement parameter = root.GetProperty(name);
            Assert.Equal(
                $"rhs_operators.{i}.real", parameter.GetProperty("attrs").GetProperty("state_dict_key").GetString());
            RequireDataset(root, name, "<f4", [1], Convert.ToHexStringLower(BitConverter.GetBytes((float)i)));
        }
    }

    [H5pyFact]
    public void Libhdf5_can_change_our_files_and_we_read_the_result()
    {
        string path = WriteSample("changed.h5");
        ExternalProgram.RunPython(Modify, path);
        using Hdf5File file = Hdf5File.Open(path);
        Assert.Equal(349, file.Root.TryGetGroup("model/relations")!.Members.Count);
        float[] value = new float[3];
        file.Root.GetDataset("model/relations/new49/operator/x").ReadSingle(0, value);
        Assert.Equal([0, 1, 2], value);
        file.Root.GetDataset("embeddings").ReadSingle(0, value.AsSpan(0, 1));
        Assert.Equal(77, value[0]);
        Assert.Equal("text", file.Root.Attributes["added"].ReadString());
        Assert.Equal(LongText, file.Root.Attributes["config/json"].ReadString());
        Assert.Null(file.Root.TryGetGroup("model/relations/3"));
    }

    [H5dumpFact]
    public void H5dump_prints_the_layout_that_is_promised()
    {
        string path = _folder.PathOf("layout.h5");
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            writer.Root.SetAttribute("format_version", 1);
            writer.Root.SetAttribute("config/json", "{}");
            writer.Root.CreateDataset("embeddings", Hdf5ElementType.Float32, 1, 2).Append<float>([0.5f, -1]);
            Hdf5DatasetWriter blob = writer.Root.CreateDataset("optimizer/state_dict", Hdf5ElementType.Opaque8, 2);
            blob.Append<byte>([1, 255]);
            writer.Complete();
        }

        string[] printed = [.. ExternalProgram.RunH5dump("-p", path).Split('\n').Select(line => line.Trim()).Skip(1)];
        Assert.Equal(Layout.Split('\n').Select(line => line.Trim()), printed.Take(Layout.Split('\n').Length));
    }

    [H5dumpFact]
    public void H5dump_reports_superblock_version_three_and_offsets_of_eight_bytes()
    {
        string printed = ExternalProgram.RunH5dump("-B", "-H", WriteSample("superblock.h5"));
        Assert.Contains("SUPERBLOCK_VERSION 3", printed, StringComparison.Ordinal);
        Assert.Contains("OFFSET_SIZE 8", printed, StringComparison.Ordinal);
        Assert.Contains("USERBLOCK_SIZE 0", printed, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private const string Layout = """
        GROUP "/" {
        ATTRIBUTE "config/json" {
        DATATYPE  H5T_STRING {
        STRSIZE H5T_VARIABLE;
        STRPAD H5T_STR_NULLPAD;
        CSET H5T_CSET_UTF8;
        CTYPE H5T_C_S1;
        }
        DATASPACE  SCALAR
        DATA {
        (0): "{}"
        }
        }
        ATTRIBUTE "format_version" {
        DATATYPE  H5T_STD_I64LE
        DATASPACE  SCALAR
        DATA {
        (0): 1
        }
        }
        DATASET "embeddings" {
        DATATYPE  H5T_IEEE_F32LE
        DATASPACE  SIMPLE { ( 1, 2 ) / ( 1, 2 ) }
        STORAGE_LAYOUT {
        CONTIGUOUS
        SIZE 8
        OFFSET 48
        }
        FILTERS {
        NONE
        }
        FILLVALUE {
        FILL_TIME H5D_FILL_TIME_NEVER
        VALUE  H5D_FILL_VALUE_UNDEFINED
        }
        ALLOCATION_TIME {
        H5D_ALLOC_TIME_EARLY
        }
        DATA {
        (0,0): 0.5, -1
        }
        }
        GROUP "optimizer" {
        DATASET "state_dict" {
        DATATYPE  H5T_OPAQUE {
        OPAQUE_TAG "";
        }
        """;

    private static string LongText => string.Concat(Enumerable.Repeat("{\"größe\": 1}\n", 8000));

    private static string[] Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static void RequireDataset(JsonElement root, string name, string type, int[] shape, string bytes)
    {
        JsonElement dataset = root.GetProperty(name);
        Assert.Equal(type, dataset.GetProperty("dtype").GetString());
        Assert.Equal(shape, dataset.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.Equal(bytes, dataset.GetProperty("bytes").GetString());
        Assert.Equal(JsonValueKind.Null, dataset.GetProperty("chunks").ValueKind);
    }

    private string WriteSample(string name)
    {
        string path = _folder.PathOf(name);
        using Hdf5Writer writer = Hdf5Writer.Create(path);
        Hdf5GroupWriter root = writer.Root;
        root.SetAttribute("format_version", 1);
        root.SetAttribute("config/json", LongText);
        root.SetAttribute("iteration/edge_path", string.Empty);
        root.SetAttribute("größe", long.MinValue);
        root.CreateDataset("embeddings", Hdf5ElementType.Float32, 2, 3).Append<float>([1, -2.5f, float.NaN, 0, 255, 1]);
        root.CreateDataset("lhs", Hdf5ElementType.Int64, 2).Append<long>([-1, 5]);
        root.CreateDataset("optimizer/state_dict", Hdf5ElementType.Opaque8, 4).Append<byte>([0, 1, 255, 128]);
        root.CreateDataset("single", Hdf5ElementType.Int32).Append<int>([42]);
        root.CreateDataset("empty", Hdf5ElementType.Int64, 0);
        root.CreateGroup("group").SetAttribute("note", "nothing in it");
        for (int i = 0; i < 300; i++)
        {
            Hdf5DatasetWriter parameter = root.CreateDataset(
                $"model/relations/{i}/operator/rhs/real", Hdf5ElementType.Float32, 1);
            parameter.SetAttribute("state_dict_key", $"rhs_operators.{i}.real");
            parameter.Append<float>([i]);
        }

        writer.Complete();
        return path;
    }
}
