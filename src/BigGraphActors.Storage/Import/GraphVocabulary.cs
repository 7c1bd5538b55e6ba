using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>The names of a graph while it is read: one table per entity type and one for the relations.</summary>
/// <remarks>
/// Static relations are the configuration's, in its order, and grow no further. Dynamic ones are numbered by first
/// sight, and all join the two types of the configuration's only relation. PBG: <c>collect_relation_types</c>.
/// </remarks>
internal sealed class GraphVocabulary : IDisposable
{
    private readonly int[] _lhsTypes;
    private readonly int[] _rhsTypes;

    /// <summary>Starts the tables.</summary>
    /// <param name="settings">Only entities, relations and <c>dynamic_relations</c> matter.</param>
    /// <param name="featureDelimiter">What parts the features of an entity of a featurised type: one ASCII letter.
    /// </param>
    public GraphVocabulary(RunSettings settings, string featureDelimiter)
    {
        IsDynamic = settings.DynamicRelations;
        EntityTypes = [.. settings.Entities.Select(entity => entity.Key)];
        Entities = [.. EntityTypes.Select(_ => new NameTable())];
        Bags =
        [
            .. settings.Entities.Select(entity =>
                entity.Value.Featurized ? new FeatureBags((byte)featureDelimiter[0]) : null),
        ];
        Relations = new NameTable();
        _lhsTypes = [.. settings.Relations.Select(relation => EntityTypes.IndexOf(relation.Lhs))];
        _rhsTypes = [.. settings.Relations.Select(relation => EntityTypes.IndexOf(relation.Rhs))];
        if (!IsDynamic)
        {
            StaticNames = [.. settings.Relations.Select(relation => relation.Name)];
            foreach (string name in StaticNames)
            {
                Relations.Intern(Encoding.UTF8.GetBytes(name));
            }
        }
    }

    /// <summary>Whether relations are found in the edges rather than in the configuration.</summary>
    public bool IsDynamic { get; }

    /// <summary>Names of the entity types, in the configuration's order.</summary>
    public List<string> EntityTypes { get; }

    /// <summary>The names of each entity type, in the same order.</summary>
    public NameTable[] Entities { get; }

    /// <summary>The bags of each featurised type, whose names are then its features'; none for the others.</summary>
    public FeatureBags?[] Bags { get; }

    /// <summary>The names of the relations.</summary>
    public NameTable Relations { get; }

    /// <summary>The configuration's relations; empty when they are dynamic.</summary>
    public IReadOnlyList<string> StaticNames { get; } = [];

    /// <summary>Index of the left-hand type of a relation.</summary>
    public int LhsTypeOf(int relation) => _lhsTypes[IsDynamic ? 0 : relation];

    /// <summary>Index of the right-hand type of a relation.</summary>
    public int RhsTypeOf(int relation) => _rhsTypes[IsDynamic ? 0 : relation];

    /// <summary>The number of an entity of a type; of a bag, where the type is featurised.</summary>
    public int EntityOf(int type, ReadOnlySpan<byte> name) =>
        Bags[type] is { } bags ? bags.Intern(name, Entities[type]) : Entities[type].Intern(name);

    /// <summary>The number of a relation; -1 for one that a static configuration does not have.</summary>
    public int RelationOf(ReadOnlySpan<byte> name) => IsDynamic ? Relations.Intern(name) : Relations.IndexOf(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Relations.Dispose();
        foreach (NameTable table in Entities)
        {
            table.Dispose();
        }

        foreach (FeatureBags? bags in Bags)
        {
            bags?.Dispose();
        }
    }
}
