namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Why a transfer did not end with a whole table. The caller then reads the file.</summary>
internal enum TransferRefusal
{
    /// <summary>It did: the table is whole.</summary>
    None = 0,

    /// <summary>The holder does not know the ticket: it never made it, or it has been restarted.</summary>
    UnknownTicket = 1,

    /// <summary>The ticket was not used in time.</summary>
    Expired = 2,

    /// <summary>The ticket has done its work already.</summary>
    Used = 3,

    /// <summary>The holder no longer has the table: it lent it to its trainer, or let it go for room.</summary>
    Gone = 4,

    /// <summary>The table has another shape than the destination.</summary>
    Shape = 5,

    /// <summary>The holder cannot be reached, or the connection broke too often.</summary>
    Unreachable = 6,

    /// <summary>The secret or the certificate is not the other side's.</summary>
    NotAuthenticated = 7,

    /// <summary>The other side's disk, or the name of what should go there, does not allow it.</summary>
    Storage = 8,
}
