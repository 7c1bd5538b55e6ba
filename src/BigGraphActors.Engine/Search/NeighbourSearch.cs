using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Search;

/// <summary>Exact nearest neighbours among the entities of one type, by the angle between their vectors.</summary>
/// <remarks>
/// Holds the type's tables and names in memory, all partitions of them. Vectors are those of the checkpoint, without
/// global embedding. Not thread-safe.
/// </remarks>
public sealed class NeighbourSearch : IDisposable
{
    private static readonly ScoreRule Cosine = new(ComparatorKind.Cos, Bias: false, MaxNorm: null);

    private readonly TrainedModel _trained;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<string, (int Part, int Row)> _places = [];
    private readonly HashSet<string> _twice = [];
    private readonly List<string> _warnings = [];
    private readonly EmbeddingLookup _lookup = new(Cosine);
    private readonly PanelProducts _products = new();
    private readonly AllCandidates _candidates;
    private readonly ScoreTile _tile = new(Cosine);

    /// <summary>Loads a type.</summary>
    /// <param name="settings">The run; its checkpoint must be there.</param>
    /// <param name="entityType">Name of the entity type, as the settings have it.</param>
    /// <exception cref="CheckpointMismatchException">When there is no checkpoint, or it does not fit.</exception>
    /// <exception cref="MismatchException">When names and checkpoint are of different graphs.</exception>
    /// <exception cref="CorruptFileException">When there are more or fewer names than vectors.</exception>
    public NeighbourSearch(RunSettings settings, string entityType)
    {
        _candidates = new AllCandidates(Cosine, _products);
        GraphFit fit = new(settings);
        fit.RequireEntities();
        fit.RequireCheckpoint(CheckpointUse.Read);
        _warnings.AddRange(fit.Warnings);
        ModelPlan plan = PlanReader.Read(settings);
        EntityDirectory entities = new(settings.EntityPath);
        _trained = new TrainedModel(plan);
        for (int index = 0; index < plan.TypeOf(entityType).Partitions; index++)
        {
            PartitionId partition = new(entityType, index);
            string[] names = [.. entities.ReadNames(partition)];
            for (int row = 0; row < names.Length; row++)
            {
                if (!_places.TryAdd(names[row], (index, row)))
                {
                    _twice.Add(names[row]);
                }
            }

            EmbeddingTable table = _trained.TableOf(partition);
            if (names.Length != table.RowCount)
            {
                throw new CorruptFileException(
                    entities.NamesPath(partition),
                    -1,
                    $"{table.RowCount} names, one for each vector",
                    $"{names.Length}");
            }

            _parts.Add(new Part(names, table, RowPath.ForReading(table)));
        }

        _warnings.AddRange(_trained.Faults);
    }

    /// <summary>What is doubtful about the answers, in whole sentences: rows that are not numbers.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Why an entity has no neighbours: two rows have its name, or its vector has no direction.</summary>
    /// <returns>None where it has some.</returns>
    /// <param name="name">A known entity.</param>
    public string? FindFault(string name)
    {
        if (_twice.Contains(name))
        {
            return "two rows have this name, so it cannot be told whose neighbours are meant";
        }

        (int part, int row) = _places[name];
        ReadOnlySpan<float> vector = _parts[part].Table.Row(row);
        bool isFinite = true;
        bool isZero = true;
        foreach (float value in vector)
        {
            isFinite &= float.IsFinite(value);
            isZero &= value == 0;
        }

        return !isFinite ? "its vector holds a value that is not a number (NaN or infinite)"
            : isZero ? "its vector is zero, which has no direction"
            : null;
    }

    /// <summary>Whether an entity is known.</summary>
    public bool Contains(string name) => _places.ContainsKey(name);

    /// <summary>The nearest entities, best first, without the entity itself.</summary>
    /// <remarks>A vector that is zero or not a number has no angle, and is nobody's neighbour.</remarks>
    /// <param name="name">A known entity.</param>
    /// <param name="count">How many, at the most.</param>
    /// <param name="accept">Leaves out entities for which it is false; none takes all.</param>
    /// <exception cref="KeyNotFoundException">When the entity is not known.</exception>
    public IReadOnlyList<Neighbour> Find(string name, int count, Func<string, bool>? accept = null)
    {
        if (!_places.TryGetValue(name, out (int Part, int Row) place))
        {
            throw new KeyNotFoundException($"no entity is named {name}");
        }

        _lookup.PrepareIds(1)[0] = place.Row;
        EmbeddingBatch query = _lookup.Encode(_parts[place.Part].Path, 1, [0]);
        PriorityQueue<Neighbour, float> best = new();
        for (int index = 0; index < _parts.Count; index++)
        {
            Part part = _parts[index];
            _tile.Reset(1, part.Names.Length);
            _candidates.Score(_tile, query, part.Path);
            for (int row = 0; row < part.Names.Length; row++)
            {
                bool isItself = index == place.Part && row == place.Row;
                float score = _tile.Scores[row];
                bool enters = best.Count < count || (best.TryPeek(out _, out float worst) && score > worst);
                if (!isItself && enters && !float.IsNaN(score) && accept?.Invoke(part.Names[row]) != false)
                {
                    best.Enqueue(new Neighbour(part.Names[row], score), score);
                    if (best.Count > count)
                    {
                        best.Dequeue();
                    }
                }
            }
        }

        return [.. best.UnorderedItems.Select(item => item.Element).OrderByDescending(neighbour => neighbour.Score)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trained.Dispose();
        _lookup.Dispose();
        _candidates.Dispose();
        _products.Dispose();
        _tile.Dispose();
        _parts.ForEach(part => part.Path.TableGradients.Dispose());
    }

    private sealed record Part(string[] Names, EmbeddingTable Table, RowPath Path);
}

/// <summary>An entity near another one.</summary>
/// <param name="Name">Name of the entity.</param>
/// <param name="Score">Cosine of the angle between the two vectors; 1 is the same direction.</param>
public sealed record Neighbour(string Name, float Score);
