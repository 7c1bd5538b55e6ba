namespace BigGraphActors.Schema.Settings;

/// <summary>What kind of value a key takes.</summary>
public enum SettingsType
{
    /// <summary>true or false; PBG's lenient words (<c>yes</c>, <c>0</c>, <c>off</c> ...) are read, too.</summary>
    Truth,

    /// <summary>A whole number of 32 bits; <c>1.0</c> is none.</summary>
    Integer,

    /// <summary>A whole number of 64 bits.</summary>
    LongInteger,

    /// <summary>A finite number, whole or not.</summary>
    Number,

    /// <summary>Text, with or without quotes; a bare number is none.</summary>
    Text,

    /// <summary>A list of texts.</summary>
    TextList,

    /// <summary>One of a few words, in any case of letters.</summary>
    Choice,

    /// <summary>What parts columns: one of a few words, or a single character.</summary>
    Delimiter,

    /// <summary>Entity types by name.</summary>
    EntityMap,

    /// <summary>A list of relation types.</summary>
    RelationList,

    /// <summary>The block <c>import</c>.</summary>
    ImportBlock,

    /// <summary>The block <c>validation</c>.</summary>
    ValidationBlock,

    /// <summary>The block <c>node</c>.</summary>
    NodeBlock,
}
