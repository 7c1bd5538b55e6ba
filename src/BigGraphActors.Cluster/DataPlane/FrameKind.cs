namespace BigGraphActors.Cluster.DataPlane;

/// <summary>What a frame carries. Numbers are part of the wire: add, never change.</summary>
internal enum FrameKind : uint
{
    /// <summary>Client: send me a table, from the header's position on. Payload: the ticket's 16 bytes.</summary>
    Fetch = 1,

    /// <summary>Server: what will come. Payload: rows (int64), dim (int32), stride (int32), bytes (int64).</summary>
    Table = 2,

    /// <summary>Bytes of a table or an array at the header's position.</summary>
    Bytes = 3,

    /// <summary>Client: all of it has arrived and is right. No payload.</summary>
    Received = 4,

    /// <summary>Server: no. Detail: a <see cref="TransferRefusal"/>; payload: UTF-8 for people.</summary>
    Refused = 5,

    /// <summary>Client: parameters. Payload: <c>PushRequest</c>; then a <see cref="Bytes"/> frame of change.</summary>
    Push = 6,

    /// <summary>Server: parameters. Payload: <c>PushReply</c>; then a <see cref="Bytes"/> frame of values.</summary>
    Pushed = 7,

    /// <summary>Client: keep a file for me. Payload: its length (int64), then its name in UTF-8.</summary>
    Store = 8,

    /// <summary>Server: position = bytes of it that are here already; after <see cref="Load"/>, its length.</summary>
    Ready = 9,

    /// <summary>Server: the file is whole and on the disk. No payload.</summary>
    Stored = 10,

    /// <summary>Client: send me a file, from the header's position on. Payload: its name in UTF-8.</summary>
    Load = 11,
}
