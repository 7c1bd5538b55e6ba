using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Copies;

/// <summary>Asks the other nodes about copies; who does not answer in time is left out.</summary>
internal interface ICopyQueries
{
    /// <summary>Asks all of them.</summary>
    IReadOnlyList<CopyPlace> Find(FindCopy question);

    /// <summary>Asks the seed node what a trainer begins with; none when it did not answer.</summary>
    StartFiles? ListStartFiles();

    /// <summary>Tells all of them, this node included.</summary>
    void Tell(ForgetCopies news);
}
