namespace BigGraphActors.Cluster.DataPlane;

/// <summary>What a transfer came to.</summary>
/// <param name="Refusal">Why the table is not whole; <see cref="TransferRefusal.None"/> when it is.</param>
/// <param name="Detail">The same for people; empty when the table is whole.</param>
/// <param name="Bytes">Table bytes that arrived in whole frames.</param>
/// <param name="Resumes">How often the transfer was taken up again.</param>
/// <param name="Elapsed">Time from the call to the end.</param>
internal sealed record TransferReport(
    TransferRefusal Refusal, string Detail, long Bytes, int Resumes, TimeSpan Elapsed)
{
    /// <summary>Whether the destination holds the table, verified.</summary>
    public bool IsWhole => Refusal == TransferRefusal.None;
}
