using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Gives an import its identity, and refuses one that would give other edges wrong names.</summary>
/// <remarks>
/// A numbering may be replaced only together with all edges that were imported with it: those that stay would name
/// other entities from then on. PBG: never replaces a numbering that is there.
/// </remarks>
internal sealed class ImportSeal
{
    private readonly EntityDirectory _target;
    private readonly Dictionary<string, string> _after;
    private readonly EntityIdentity? _recorded;
    private readonly GraphIdentity? _before;

    /// <summary>Compares the names that are staged with those that are there.</summary>
    /// <param name="staging">Has the new counts and names.</param>
    /// <param name="entityPath">The directory that they will be in.</param>
    public ImportSeal(ImportStaging staging, string entityPath)
    {
        _target = new EntityDirectory(entityPath);
        _recorded = EntityIdentity.TryRead(_target);
        _before = EntityIdentity.Of(_target);
        _after = staging.After(entityPath);
        Identity = EntityIdentity.Compute(_after);
    }

    /// <summary>The identity of the new names; none where there are no names.</summary>
    public GraphIdentity? Identity { get; }

    /// <summary>Whether there were names before, and the rows have others now.</summary>
    public bool Renumbers => _before is { } before && Identity is { } now && !before.IsSame(now);

    /// <summary>Refuses to change the names under edges that stay.</summary>
    /// <param name="replaced">The edge directories that this import writes anew.</param>
    /// <param name="named">Further edge directories of the configuration.</param>
    /// <exception cref="MismatchException">Such edges are there; names both sides.</exception>
    public void RefuseToOrphan(IReadOnlyList<string> replaced, IEnumerable<string> named)
    {
        if (!Renumbers)
        {
            return;
        }

        HashSet<string> renewed = [.. replaced.Select(StoragePath.Resolve)];
        IEnumerable<string> known = (_recorded?.Edges ?? []).Select(path => Path.GetFullPath(path, _target.Root));
        string[] left =
        [
            .. known.Concat(named.Select(StoragePath.Resolve)).Distinct(StringComparer.Ordinal)
                .Where(path => !renewed.Contains(path) && IsOfOldNames(path)),
        ];
        if (left.Length > 0)
        {
            throw new MismatchException(
                $"{StoragePath.Show(_target.Root)} holds {_before!.Words}, which the edges in "
                + $"{string.Join(", ", left.Select(StoragePath.Show))} were imported with. This import would make it "
                + $"{Identity!.Words}, so that those edges would stand for other entities. Import all edge lists of "
                + "a graph in one command, with an entry of import.files and of import.edge-paths for each; or choose "
                + "another entity_path; or remove those edges if nobody needs them");
        }
    }

    /// <summary>Stages the files that say the identity.</summary>
    /// <param name="entityFolder">The staged entity directory.</param>
    /// <param name="edgePaths">Where the new edges will be.</param>
    public void WriteEntities(string entityFolder, IEnumerable<string> edgePaths)
    {
        if (Identity is null)
        {
            return;
        }

        IEnumerable<string> kept = Renumbers ? [] : _recorded?.Edges ?? [];
        IEnumerable<string> added = edgePaths.Select(path => Path
            .GetRelativePath(_target.Root, StoragePath.Resolve(path)).Replace('\\', '/'));
        EntityIdentity.Write(
            entityFolder, Identity, _after, [.. kept.Concat(added).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Stages the file that says what the edges of one directory belong to.</summary>
    public void WriteEdges(string edgeFolder, RunSettings settings, SourceMark? source)
    {
        if (Identity is not null)
        {
            new EdgeIdentity
            {
                Chain = Identity.Chain,
                Dynamic = settings.DynamicRelations,
                Relations = EdgeIdentity.RelationsOf(settings),
                Source = source,
                ReadAs = EdgeIdentity.ReadAsOf(settings),
            }.Write(edgeFolder);
        }
    }

    private bool IsOfOldNames(string edgePath) =>
        Directory.Exists(edgePath)
        && new EdgeDirectory(edgePath).FindBuckets().Count > 0
        && EdgeIdentity.TryRead(edgePath)?.ToGraph().IsPartOf(_before!) != false;
}
