using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5PbgFilesTests
{
    [SharedDataFact]
    public void Every_file_in_the_shared_folders_reads_to_the_end()
    {
        string[] files =
        [
            .. Directory.GetFiles(SharedData.PathOf("pbg-fixtures"), "*.h5", SearchOption.AllDirectories),
            .. Directory.GetFiles(SharedData.PathOf("pbg-samples"), "*.h5", SearchOption.AllDirectories),
        ];
        Assert.True(files.Length > 60, $"{files.Length} files");
        foreach (string path in files)
        {
            using Hdf5File file = Hdf5File.Open(path);
            Assert.Equal(1, file.Root.Attributes["format_version"].ReadInt64());
            Assert.NotEmpty(file.Root.EnumerateDatasets());
            Assert.All(file.Root.EnumerateDatasets(), dataset => ReadAll(dataset));
        }
    }

    [SharedDataFact]
    public void Attributes_shapes_and_types_are_those_that_h5py_lists()
    {
        int datasets = 0;
        string fixtures = SharedData.PathOf("pbg-fixtures");
        foreach (string list in Directory.GetFiles(fixtures, "h5-layout.json", SearchOption.AllDirectories))
        {
            using JsonDocument layout = JsonDocument.Parse(File.ReadAllText(list));
            foreach (JsonProperty listed in layout.RootElement.EnumerateObject())
            {
                if (listed.Name.Contains(".tar.gz:", StringComparison.Ordinal))
                {
                    continue;
                }

                using Hdf5File file = Hdf5File.Open(Path.Combine(Path.GetDirectoryName(list)!, listed.Name));
                RequireAttributes(listed.Value.GetProperty("attributes"), file.Root);
                JsonProperty[] expected = [.. listed.Value.GetProperty("datasets").EnumerateObject()];
                Assert.Equal(
                    expected.Select(dataset => dataset.Name).Order(StringComparer.Ordinal),
                    file.Root.EnumerateDatasets().Select(dataset => dataset.Path).Order(StringComparer.Ordinal));
                foreach (JsonProperty dataset in expected)
                {
                    RequireDataset(dataset.Value, file.Root.GetDataset(dataset.Name));
                    datasets++;
                }
            }
        }

        Assert.True(datasets > 150, $"{datasets} datasets");
    }

    [SharedDataFact]
    public void Many_relations_are_found_in_dense_link_storage()
    {
        using Hdf5File file = Hdf5File.Open(SharedData.PathOf("pbg-samples", "many_relations", "model.v1.h5"));
        Hdf5Group relations = file.Root.TryGetGroup("model/relations")!;
        Assert.Equal(20, relations.Members.Count);
        Hdf5Dataset[] datasets = [.. relations.EnumerateDatasets()];
        Assert.True(datasets.Length >= 20, $"{datasets.Length} datasets");
        foreach (Hdf5Dataset dataset in datasets)
        {
            string[] parts = dataset.Path.Split('/');
            Assert.Equal(
                $"{parts[4]}_operators.{parts[2]}.{parts[5]}", dataset.Attributes["state_dict_key"].ReadString());
        }
    }

    [SharedDataFact]
    public void The_importers_own_chunks_of_fifty_mebibytes_hold_what_the_small_ones_do()
    {
        using var folder = new ScratchFolder();
        string archive = SharedData.PathOf("pbg-fixtures", "static-2x2", "edges-original-chunking.tar.gz");
        string name = ExtractFirst(archive, folder);
        using Hdf5File original = Hdf5File.Open(folder.PathOf(name));
        using Hdf5File small = Hdf5File.Open(SharedData.PathOf("pbg-fixtures", "static-2x2", "train", name));
        Assert.NotEmpty(small.Root.EnumerateDatasets());
        foreach (Hdf5Dataset dataset in small.Root.EnumerateDatasets())
        {
            Assert.Equal(ReadAll(dataset), ReadAll(original.Root.GetDataset(dataset.Path)));
        }
    }

    private static long[] ReadAll(Hdf5Dataset dataset)
    {
        if (dataset.ElementType.Class == Hdf5ElementClass.Opaque)
        {
            byte[] bytes = new byte[dataset.ElementCount];
            dataset.ReadBytes(0, bytes);
            return [.. bytes.Select(value => (long)value)];
        }

        long[] values = new long[dataset.ElementCount];
        dataset.ReadInt64(0, values);
        return values;
    }

    private static void RequireDataset(JsonElement expected, Hdf5Dataset dataset)
    {
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()), dataset.Shape);
        string type = dataset.ElementType switch
        {
            { Class: Hdf5ElementClass.Opaque, SizeBytes: 1 } => "|V1",
            { Class: Hdf5ElementClass.Integer, SizeBytes: 8, IsSigned: true, IsBigEndian: false } => "<i8",
            { Class: Hdf5ElementClass.Float, SizeBytes: 4, IsBigEndian: false } => "<f4",
            _ => dataset.ElementType.ToString(),
        };
        Assert.Equal(expected.GetProperty("dtype").GetString(), type);
        RequireAttributes(expected.GetProperty("attributes"), dataset);
    }

    private static void RequireAttributes(JsonElement expected, Hdf5Object owner)
    {
        Assert.Equal(
            expected.EnumerateObject().Select(attribute => attribute.Name).Order(StringComparer.Ordinal),
            owner.Attributes.Keys.Order(StringComparer.Ordinal));
        foreach (JsonProperty attribute in expected.EnumerateObject())
        {
            Hdf5Attribute found = owner.Attributes[attribute.Name];
            if (attribute.Value.ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(attribute.Value.GetInt64(), found.ReadInt64());
            }
            else
            {
                Assert.Equal(attribute.Value.GetString(), found.ReadString());
            }
        }
    }

    private static string ExtractFirst(string archive, ScratchFolder folder)
    {
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var reader = new TarReader(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name.EndsWith(".h5", StringComparison.Ordinal))
            {
                string name = Path.GetFileName(entry.Name);
                entry.ExtractToFile(folder.PathOf(name), overwrite: false);
                return name;
            }
        }

        throw new InvalidOperationException($"no .h5 file in {archive}");
    }
}
