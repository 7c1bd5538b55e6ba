using BigGraphActors.Storage.Hdf5.Bytes;
using BigGraphActors.Storage.Hdf5.Headers;

namespace BigGraphActors.Storage.Hdf5.Layouts;

/// <summary>The chunked part of a layout message, opened behind its storage kind.</summary>
/// <param name="Header">The dataset.</param>
/// <param name="Message">The layout message, at the first field that belongs to chunked storage.</param>
/// <param name="Version">Of the message: 1 to 4.</param>
/// <param name="Rank">Dimensions counted with the element's own, in versions 1 and 2; 0 otherwise.</param>
internal sealed record ChunkedLayout(ObjectHeader Header, ByteReader Message, byte Version, int Rank);
