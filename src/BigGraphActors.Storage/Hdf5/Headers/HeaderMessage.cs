using BigGraphActors.Storage.Hdf5.Bytes;

namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>One message of an object header: a fact about the object.</summary>
/// <param name="Kind">Its number; may be one that <see cref="MessageKind"/> does not list.</param>
/// <param name="IsShared">Whether the body only says where the message really is.</param>
/// <param name="Body">Its bytes; read through <see cref="ByteReader.Restart"/>, because several may ask.</param>
internal sealed record HeaderMessage(MessageKind Kind, bool IsShared, ByteReader Body);
