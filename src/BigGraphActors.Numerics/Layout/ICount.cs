namespace BigGraphActors.Numerics.Layout;

/// <summary>A small number as a type, so that machine code can be made for it.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}
