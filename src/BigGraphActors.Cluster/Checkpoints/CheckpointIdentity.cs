using System.Text;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>A name for a checkpoint directory that no other has: <c>ledger/identity.txt</c>.</summary>
/// <remarks>
/// Copies on other nodes go by pass and term, which begin anew in a new directory; the identity keeps them apart.
/// </remarks>
internal static class CheckpointIdentity
{
    private const string Name = "ledger/identity.txt";

    /// <summary>The identity; made when there is none.</summary>
    /// <exception cref="IOException">When the directory cannot be written.</exception>
    public static string Of(ICheckpointFiles files)
    {
        if (files.TryRead(Name) is { Length: > 0 } bytes
            && Guid.TryParseExact(Encoding.ASCII.GetString(bytes).Trim(), "N", out Guid known))
        {
            return known.ToString("N");
        }

        string made = Guid.NewGuid().ToString("N");
        files.TryCreate(Name);
        files.Replace(Name, Encoding.ASCII.GetBytes(made + "\n"));
        return made;
    }
}
