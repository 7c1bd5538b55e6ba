using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Writing;

/// <summary>One object header message, encoded.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Body">Its bytes; padded to a multiple of eight when it is written.</param>
internal sealed record HeaderMessageBytes(MessageKind Kind, byte[] Body);
