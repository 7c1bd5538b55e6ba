using System.IO.Hashing;
using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What an import knows of a graph before it has its names: types, relations, and what to hash with.</summary>
/// <remarks>
/// Names are told apart by their hashes, each within its space. Every entity type is a space, with its number in the
/// configuration's order. Behind them each featurised type has one more, for the cells of the lists, which are bags of
/// its features. Static relations are the configuration's, in its order. Dynamic ones are numbered by first sight until
/// <see cref="GraphNumbering"/>, and all join the two types of the configuration's only relation.
/// PBG: <c>collect_relation_types</c>.
/// </remarks>
internal sealed class GraphVocabulary : IDisposable
{
    /// <summary>Relations at the most: a spilled edge has 24 bits for the number.</summary>
    public const int MostRelations = 1 << 24;

    private readonly Lock _gate = new();
    private readonly int[] _lhsSpaces;
    private readonly int[] _rhsSpaces;
    private readonly int[] _featureTypes;
    private readonly long[] _seeds;

    /// <summary>Prepares the spaces.</summary>
    /// <param name="settings">Only entities, relations and <c>dynamic_relations</c> matter.</param>
    /// <param name="featureDelimiter">What parts the features of an entity of a featurised type: one ASCII letter.
    /// </param>
    /// <param name="seed">Each space has hashes of its own from it.</param>
    public GraphVocabulary(RunSettings settings, string featureDelimiter, long seed)
    {
        IsDynamic = settings.DynamicRelations;
        Seed = seed;
        FeatureDelimiter = (byte)featureDelimiter[0];
        EntityTypes = [.. settings.Entities.Select(entity => entity.Key)];
        int[] featurised = [.. settings.Entities.Index().Where(pair => pair.Item.Value.Featurized)
            .Select(pair => pair.Index)];
        _featureTypes = [.. EntityTypes.Select(_ => -1), .. featurised];
        _seeds = [.. _featureTypes.Select((_, space) => new SeededSequence(seed, space + 1).Draw())];
        _lhsSpaces = [.. settings.Relations.Select(relation => SpaceOf(EntityTypes.IndexOf(relation.Lhs)))];
        _rhsSpaces = [.. settings.Relations.Select(relation => SpaceOf(EntityTypes.IndexOf(relation.Rhs)))];
        if (!IsDynamic)
        {
            StaticNames = [.. settings.Relations.Select(relation => relation.Name)];
            foreach (string name in StaticNames)
            {
                Relations.Intern(Encoding.UTF8.GetBytes(name));
            }
        }
    }

    /// <summary>Where all shuffles come from.</summary>
    public long Seed { get; }

    /// <summary>Whether relations are found in the edges rather than in the configuration.</summary>
    public bool IsDynamic { get; }

    /// <summary>Names of the entity types, in the configuration's order.</summary>
    public List<string> EntityTypes { get; }

    /// <summary>What parts the features in a cell.</summary>
    public byte FeatureDelimiter { get; }

    /// <summary>Spaces of names: the entity types, then the cells of each featurised type.</summary>
    public int Spaces => _featureTypes.Length;

    /// <summary>The names of the relations; complete when all lists are read.</summary>
    public NameTable Relations { get; } = new();

    /// <summary>The configuration's relations; empty when they are dynamic.</summary>
    public IReadOnlyList<string> StaticNames { get; } = [];

    /// <summary>Space of the left-hand names of a relation.</summary>
    public int LhsSpaceOf(int relation) => _lhsSpaces[IsDynamic ? 0 : relation];

    /// <summary>Space of the right-hand names of a relation.</summary>
    public int RhsSpaceOf(int relation) => _rhsSpaces[IsDynamic ? 0 : relation];

    /// <summary>The entity type whose features the cells of a space hold; -1 for a space of entities.</summary>
    public int FeatureTypeOf(int space) => _featureTypes[space];

    /// <summary>The space of a type's names in the lists: its own, or that of its cells.</summary>
    public int SpaceOf(int type) => Array.IndexOf(_featureTypes, type, EntityTypes.Count) is >= 0 and var cells
        ? cells
        : type;

    /// <summary>What stands for a name of a space from here on.</summary>
    public NameHash HashOf(int space, ReadOnlySpan<byte> name) => NameHash.Of(name, _seeds[space]);

    /// <summary>The number of a relation; -1 for one that a static configuration does not have. Thread-safe.</summary>
    /// <exception cref="InvalidOperationException">At more than <see cref="MostRelations"/>.</exception>
    public int RelationOf(ReadOnlySpan<byte> name)
    {
        if (!IsDynamic)
        {
            return Relations.IndexOf(name);
        }

        lock (_gate)
        {
            int number = Relations.Intern(name);
            return number < MostRelations
                ? number
                : throw new InvalidOperationException($"the lists have more than {MostRelations:N0} relations");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Relations.Dispose();
}

/// <summary>128 bits that stand for a name: XXH3 under a seed.</summary>
/// <param name="First">Its upper bits say in which part of the names it lies, and all of them its row.</param>
/// <param name="Second">Tells two names with the same first half apart.</param>
internal readonly record struct NameHash(ulong First, ulong Second)
{
    /// <summary>The hash of a name; neither half is 0, which stands for nothing in tables.</summary>
    public static NameHash Of(ReadOnlySpan<byte> name, long seed)
    {
        UInt128 hash = XxHash128.HashToUInt128(name, seed);
        (ulong first, ulong second) = ((ulong)(hash >> 64), (ulong)hash);
        return new NameHash(first == 0 ? 1 : first, second == 0 ? 1 : second);
    }
}
