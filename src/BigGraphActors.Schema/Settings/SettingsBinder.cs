using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Fills records from objects, key by key, and reports every key that does not fit.</summary>
internal sealed class SettingsBinder(SettingsReport report)
{
    public RunSettings Read(HoconObject root) => ReadBlock(root, RunKeys.Table, RunKeys.Unset, "");

    public NodeSettings ReadNode(HoconObject node) =>
        ReadBlock(node, NodeKeys.Table, NodeKeys.Unset, RunKeys.NodeBlock);

    /// <summary>Fills a record; a key that is refused keeps its default, so that the rest can be looked at.</summary>
    private T ReadBlock<T>(HoconObject node, KeyTable<T> table, T unset, string path)
    {
        T result = unset;
        foreach (HoconField field in node.Fields)
        {
            string fieldPath = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
            report.Note(fieldPath, field.Value.At);
            if (table.Find(field.Key) is not { } binding)
            {
                report.Refuse(field.At, fieldPath, UnknownKey(field.Key, table.Bindings[0].Key.Block));
                continue;
            }

            result = ReadKey(binding, field, fieldPath, result);
        }

        foreach (SettingsBinding<T> binding in table.Bindings)
        {
            if (binding.Key.IsRequired && node.FieldOf(binding.Key.Name) is null)
            {
                string missing = path.Length == 0 ? binding.Key.Name : $"{path}.{binding.Key.Name}";
                report.Refuse(node.At, missing, $"is missing; expected {binding.Key.Allowed}");
            }
        }

        return result;
    }

    private T ReadKey<T>(SettingsBinding<T> binding, HoconField field, string path, T owner)
    {
        switch (binding.Key.Type)
        {
            case SettingsType.EntityMap:
                return binding.Set(owner, ReadEntities(field.Value, path));
            case SettingsType.RelationList:
                return binding.Set(owner, ReadRelations(field.Value, path));
            case SettingsType.ImportBlock:
                return binding.Set(owner, ReadOptional(field.Value, path, ImportKeys.Table, ImportKeys.Unset));
            case SettingsType.ValidationBlock:
                return binding.Set(owner, ReadOptional(field.Value, path, ValidationKeys.Table, ValidationKeys.Unset));
            case SettingsType.NodeBlock:
                return binding.Set(owner, ReadOptional(field.Value, path, NodeKeys.Table, NodeKeys.Unset));
            default:
                return ReadPlain(binding, field, path, owner);
        }
    }

    private T ReadPlain<T>(SettingsBinding<T> binding, HoconField field, string path, T owner)
    {
        SettingsKey key = binding.Key;
        object? value = ValueReader.Read(key, field.Value, out string? problem);
        if (problem is not null)
        {
            report.Refuse(field.Value.At, path, problem);
            return owner;
        }

        T filled = binding.Set(owner, value);
        string spelt = SettingsText.Of(binding.Get(filled));
        if (key.NotBuilt is not null && !key.Accepted.Contains(spelt))
        {
            report.Refuse(
                field.Value.At, path, $"{key.NotBuilt}; only {string.Join(" or ", key.Accepted)} works, found {spelt}");
        }

        return filled;
    }

    private List<KeyValuePair<string, EntitySettings>> ReadEntities(HoconNode node, string path)
    {
        List<KeyValuePair<string, EntitySettings>> entities = [];
        if (Expect<HoconObject>(node, path, "an object with one entry per entity type") is not { } types)
        {
            return entities;
        }

        foreach (HoconField type in types.Fields)
        {
            string typePath = $"{path}.{type.Key}";
            report.Note(typePath, type.At);
            RefuseBadTypeName(type, typePath);
            if (Expect<HoconObject>(type.Value, typePath, "an object with the keys of an entity type") is { } block)
            {
                EntitySettings settings = ReadBlock(block, EntityKeys.Table, EntityKeys.Unset, typePath);
                entities.Add(new KeyValuePair<string, EntitySettings>(type.Key, settings));
            }
        }

        return entities;
    }

    private void RefuseBadTypeName(HoconField type, string path)
    {
        // PBG: a type's name is part of file names and of PyTorch parameter names, where a dot parts modules.
        bool isBad = type.Key.Length == 0
            || type.Key.Any(c => c is '.' or '/' or '\\' || char.IsControl(c) || char.IsSurrogate(c));
        if (isBad)
        {
            report.Refuse(
                type.At,
                path,
                $"'{type.Key}' cannot name an entity type: empty, or with '.', '/', '\\' or a control character");
        }
    }

    private List<RelationSettings> ReadRelations(HoconNode node, string path)
    {
        List<RelationSettings> relations = [];
        if (Expect<HoconArray>(node, path, "a list with one object per relation type") is not { } list)
        {
            return relations;
        }

        for (int i = 0; i < list.Count; i++)
        {
            string itemPath = $"{path}[{i}]";
            report.Note(itemPath, list[i].At);
            if (Expect<HoconObject>(list[i], itemPath, "an object with the keys of a relation type") is { } block)
            {
                relations.Add(ReadBlock(block, RelationKeys.Table, RelationKeys.Unset, itemPath));
            }
        }

        return relations;
    }

    private T? ReadOptional<T>(HoconNode node, string path, KeyTable<T> table, T unset)
        where T : class =>
        node is not HoconScalar { IsNull: true } && Expect<HoconObject>(node, path, "an object or null") is { } block
            ? ReadBlock(block, table, unset, path)
            : null;

    private T? Expect<T>(HoconNode node, string path, string expected)
        where T : HoconNode
    {
        if (node is not T)
        {
            report.Refuse(node.At, path, $"expected {expected}, found {ValueReader.Describe(node)}");
        }

        return node as T;
    }

    private static string UnknownKey(string name, SettingsBlock block)
    {
        SettingsKey? elsewhere = SettingsCatalogue.Keys.FirstOrDefault(key => key.Name == name);
        string hint = elsewhere is null
            ? NearestName.Hint(name, SettingsCatalogue.Of(block).Select(key => key.Name))
            : $"; it belongs to {elsewhere.PathPattern}";
        return $"unknown key '{name}'{hint}";
    }
}
