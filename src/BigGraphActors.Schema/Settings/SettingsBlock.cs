namespace BigGraphActors.Schema.Settings;

/// <summary>Where a key stands.</summary>
public enum SettingsBlock
{
    /// <summary>In <c>biggraph { }</c>, or at the root of PBG's config.json.</summary>
    Run,

    /// <summary>In <c>entities.TYPE</c>.</summary>
    Entity,

    /// <summary>In an item of <c>relations</c>.</summary>
    Relation,

    /// <summary>In <c>import { }</c>.</summary>
    Import,

    /// <summary>In <c>validation { }</c>.</summary>
    Validation,

    /// <summary>In <c>node { }</c>.</summary>
    Node,
}
