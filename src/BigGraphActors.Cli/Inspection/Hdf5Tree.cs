using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Cli.Inspection;

/// <summary>The groups, datasets and attributes of an HDF5 file.</summary>
internal static class Hdf5Tree
{
    private const int LongestValue = 60;

    /// <summary>Reads the structure, not the contents.</summary>
    public static Section Of(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        var rows = new List<string[]>();
        var facts = new JsonArray();
        Add(file.Root, rows, facts);
        return new Section(
            "hdf5",
            $"{path}, {Figures.Bytes(StoragePath.Target(path).Length)}",
            ["name", "type", "shape or value"],
            rows,
            facts);
    }

    private static void Add(Hdf5Group group, List<string[]> rows, JsonArray facts)
    {
        AddAttributes(group, rows, facts);
        foreach (string member in group.Members)
        {
            if (group.TryGetGroup(member) is { } inner)
            {
                Add(inner, rows, facts);
            }
            else if (group.TryGetDataset(member) is { } dataset)
            {
                string shape = string.Join(" x ", dataset.Shape);
                rows.Add([dataset.Path, NameOf(dataset.ElementType), dataset.Shape.Count == 0 ? "single" : shape]);
                facts.Add(new JsonObject
                {
                    ["dataset"] = dataset.Path,
                    ["type"] = NameOf(dataset.ElementType),
                    ["shape"] = new JsonArray([.. dataset.Shape.Select(extent => (JsonNode)extent)]),
                });
                AddAttributes(dataset, rows, facts);
            }
        }
    }

    private static void AddAttributes(Hdf5Object owner, List<string[]> rows, JsonArray facts)
    {
        foreach ((string name, Hdf5Attribute attribute) in owner.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            JsonNode? value = ValueOf(attribute);
            string text = value?.ToString().ReplaceLineEndings(" ") ?? "";
            string address = $"{owner.Path.TrimEnd('/')}@{name}";
            rows.Add(
            [
                address,
                NameOf(attribute.ElementType),
                text.Length > LongestValue ? $"{text[..LongestValue]}… ({text.Length} characters)" : text,
            ]);
            facts.Add(new JsonObject { ["attribute"] = address, ["value"] = value });
        }
    }

    private static JsonNode? ValueOf(Hdf5Attribute attribute) => attribute.ElementType.Class switch
    {
        _ when attribute.Shape.Count > 0 => null,
        Hdf5ElementClass.Integer or Hdf5ElementClass.Enumeration => attribute.ReadInt64(),
        Hdf5ElementClass.Float => Figures.Json(attribute.ReadDouble()),
        Hdf5ElementClass.FixedString or Hdf5ElementClass.VariableString => attribute.ReadString(),
        _ => null,
    };

    private static string NameOf(Hdf5ElementType type) => type.Class switch
    {
        Hdf5ElementClass.Integer => (type.IsSigned ? "int" : "uint") + (8 * type.SizeBytes),
        Hdf5ElementClass.Float => "float" + (8 * type.SizeBytes),
        Hdf5ElementClass.FixedString or Hdf5ElementClass.VariableString => "text",
        Hdf5ElementClass.Opaque => "bytes",
        Hdf5ElementClass.Enumeration => "enumeration",
        Hdf5ElementClass.Bitfield => "bits",
        _ => "other",
    };
}
