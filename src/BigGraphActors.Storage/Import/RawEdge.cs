namespace BigGraphActors.Storage.Import;

/// <summary>One edge in the numbers of first sight (see <see cref="NameTable"/>), before the shuffle.</summary>
/// <param name="Lhs">Number in the table of the relation's left-hand type.</param>
/// <param name="Relation">Number of the relation; static ones keep the configuration's.</param>
/// <param name="Rhs">Number in the table of the relation's right-hand type.</param>
/// <param name="Weight">At least 0; 1 where the list has no weights.</param>
internal readonly record struct RawEdge(int Lhs, int Relation, int Rhs, float Weight);
