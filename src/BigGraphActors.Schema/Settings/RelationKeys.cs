namespace BigGraphActors.Schema.Settings;

/// <summary>The keys of a relation type. PBG: <c>RelationSchema</c>.</summary>
internal static class RelationKeys
{
    /// <summary>What reading starts from; the required keys are filled then.</summary>
    public static RelationSettings Unset { get; } = new() { Name = "", Lhs = "", Rhs = "" };

    public static KeyTable<RelationSettings> Table { get; } = Build();

    private static KeyTable<RelationSettings> Build()
    {
        KeyTable<RelationSettings> table = new(SettingsBlock.Relation, Unset, isPbg: true);
        table.Text(
            "name", s => s.Name, (s, v) => s with { Name = v },
            "Name of the relation, not empty. An import looks it up in the relation column; with dynamic relations "
            + "it is only a label.",
            KeyTraits.Required);
        table.Text(
            "lhs", s => s.Lhs, (s, v) => s with { Lhs = v },
            "Entity type of the left-hand side (the head of an edge).", KeyTraits.Required);
        table.Text(
            "rhs", s => s.Rhs, (s, v) => s with { Rhs = v },
            "Entity type of the right-hand side (the tail of an edge).", KeyTraits.Required);
        table.Number(
            "weight", s => s.Weight, (s, v) => s with { Weight = v },
            "Factor on the loss of this relation's edges, to let rare relations count more.", KeyTraits.Positive);
        table.Choice(
            "operator", s => s.Operator, (s, v) => s with { Operator = v },
            "How the relation moves the right-hand vector before the two are compared. rotation (RotatE) and simple "
            + "(SimplE) are our own; they and complex_diagonal need an even dimension. Angles of rotation start spread "
            + "over the circle, simple as a swap of halves, all others as the identity. linear and affine learn a "
            + "whole matrix and cannot be regularised.");
        table.Truth(
            "all_negs", s => s.AllNegs, (s, v) => s with { AllNegs = v },
            "Every entity of the partition is a negative, instead of sampled ones. Exact, and far too slow beyond some "
            + "ten thousand entities; meant for evaluation.");
        return table;
    }
}
