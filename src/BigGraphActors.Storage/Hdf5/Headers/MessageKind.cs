namespace BigGraphActors.Storage.Hdf5.Headers;

/// <summary>Numbers of the object header messages that are understood; others are passed over.</summary>
internal enum MessageKind
{
    Shape = 0x01,
    LinkStorage = 0x02,
    ElementType = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeStorage = 0x15,
}
