namespace BigGraphActors.Storage.Import;

/// <summary>What an import is doing.</summary>
public enum ImportStage
{
    /// <summary>Reads edge lists; <see cref="ImportProgress.Edges"/> grows with the input.</summary>
    Reading,

    /// <summary>Shuffles the ids and sorts edges into buckets.</summary>
    Numbering,

    /// <summary>Writes names and buckets; <see cref="ImportProgress.Edges"/> counts those written.</summary>
    Writing,
}
