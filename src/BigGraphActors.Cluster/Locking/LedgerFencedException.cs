namespace BigGraphActors.Cluster.Locking;

/// <summary>A later life of the lock has claimed the ledger: this one must decide nothing any more.</summary>
public sealed class LedgerFencedException : Exception
{
    /// <summary>Says which.</summary>
    /// <param name="own">This life's number.</param>
    /// <param name="newest">The highest number on disk.</param>
    public LedgerFencedException(int own, int newest)
        : base($"incarnation {own} of the bucket lock was replaced by incarnation {newest}, which runs elsewhere")
    {
    }
}
