using System.Text.Json;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Storage.Import;

/// <summary>A folder written by PBG, with the part of its settings that files depend on.</summary>
internal sealed class PbgFixture(string name)
{
    /// <summary>A file or folder in it.</summary>
    public string PathOf(params string[] parts) => SharedData.PathOf(["pbg-fixtures", name, .. parts]);

    /// <summary>Entities, relations and paths; nothing about training.</summary>
    public RunSettings Settings()
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(PathOf("config.json")));
        JsonElement root = config.RootElement;
        return new RunSettings
        {
            Entities =
            [
                .. root.GetProperty("entities").EnumerateObject().Select(entity => KeyValuePair.Create(
                    entity.Name,
                    new EntitySettings
                    {
                        NumPartitions = entity.Value.GetProperty("num_partitions").GetInt32(),
                        Featurized = Flag(entity.Value, "featurized", false),
                    })),
            ],
            Relations = [.. root.GetProperty("relations").EnumerateArray().Select(ReadRelation)],
            Dimension = root.GetProperty("dimension").GetInt32(),
            GlobalEmb = Flag(root, "global_emb", true),
            DynamicRelations = Flag(root, "dynamic_relations", false),
            EntityPath = PathOf("data"),
            EdgePaths = [PathOf("train")],
            CheckpointPath = PathOf("model"),
        };
    }

    private static RelationSettings ReadRelation(JsonElement relation) => new()
    {
        Name = relation.GetProperty("name").GetString()!,
        Lhs = relation.GetProperty("lhs").GetString()!,
        Rhs = relation.GetProperty("rhs").GetString()!,
        Operator = relation.TryGetProperty("operator", out JsonElement text)
            ? Enum.Parse<OperatorKind>(text.GetString()!.Replace("_", ""), ignoreCase: true)
            : OperatorKind.None,
    };

    private static bool Flag(JsonElement element, string key, bool otherwise) =>
        element.TryGetProperty(key, out JsonElement value) ? value.GetBoolean() : otherwise;
}
