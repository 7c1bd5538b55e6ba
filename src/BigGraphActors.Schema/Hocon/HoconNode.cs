namespace BigGraphActors.Schema.Hocon;

/// <summary>A value of a HOCON text after substitution: an object, an array or a scalar; immutable.</summary>
public abstract class HoconNode
{
    private protected HoconNode(SourcePosition at) => At = at;

    /// <summary>Where the value was written; for a substituted value, where its original stands.</summary>
    public SourcePosition At { get; }

    /// <summary>A short word for messages: <c>object</c>, <c>array</c>, <c>text</c>, <c>number</c> and so on.</summary>
    public abstract string Kind { get; }
}
