using System.Text;

namespace BigGraphActors.Storage.Import;

/// <summary>Guesses what the columns of an edge list are.</summary>
/// <remarks>
/// 1. Column names decide where they name both ends.
/// 2. A column of numbers that are not all whole is the weight; columns with one value, and of times in seconds, are
///    left aside.
/// 3. Of three or more that remain, the one with by far the fewest values is the relation, or the weight when it is
///    the last and holds numbers.
/// 4. The first two others are the ends.
/// </remarks>
internal static class ColumnRoles
{
    private const int FewLines = 20;
    private const double MostlyShare = 0.5;
    private const double SecondsIn1985 = 5e8;

    /// <summary>Gives each column its role.</summary>
    /// <param name="columns">Without roles; at least 2.</param>
    /// <param name="notes">Doubts are added here.</param>
    public static List<ColumnShape> Assign(List<ColumnShape> columns, List<string> notes)
    {
        foreach (ColumnShape column in columns.Where(column => !column.IsReadable))
        {
            notes.Add($"Column {column.Index}, '{column.Name}', holds lists, truth values or what is no text, and is "
                + "not read.");
        }

        ColumnRole[] roles = ByName(columns, notes) ?? ByShape(columns, notes);
        return [.. columns.Select((column, index) => column with { Role = roles[index] })];
    }

    private static ColumnRole[]? ByName(List<ColumnShape> columns, List<string> notes)
    {
        ColumnRole[] roles = new ColumnRole[columns.Count];
        foreach (ColumnShape column in columns.Where(column => column.IsReadable))
        {
            ColumnRole role = (column.Name is null ? null : HeaderWords.RoleOf(column.Name)) ?? ColumnRole.None;
            roles[column.Index] = roles.Contains(role) ? ColumnRole.None : role;
        }

        if (!roles.Contains(ColumnRole.Lhs) || !roles.Contains(ColumnRole.Rhs))
        {
            return null;
        }

        ColumnShape? weight = columns.Find(column => roles[column.Index] == ColumnRole.Weight);
        if (weight is { IsNumeric: false })
        {
            bool isMostlyNumeric = weight.Numbers >= weight.Sampled * MostlyShare;
            roles[weight.Index] = isMostlyNumeric ? ColumnRole.Weight : ColumnRole.None;
            notes.Add($"Column {weight.Index}, '{weight.Name}', has {weight.Numbers:N0} numbers in {weight.Sampled:N0} "
                + $"lines; it is {(isMostlyNumeric ? "taken" : "not taken")} for the weight.");
        }

        return roles;
    }

    private static ColumnRole[] ByShape(List<ColumnShape> columns, List<string> notes)
    {
        ColumnRole[] roles = new ColumnRole[columns.Count];
        List<ColumnShape> rest = [.. columns.Where(column => column.IsReadable)];
        foreach (ColumnShape column in columns.Where(IsNamedOtherwise).Take(Math.Max(0, rest.Count - 2)))
        {
            rest.Remove(column);
        }

        if (rest.Count > 2 && rest.Skip(1).FirstOrDefault(column => column.IsFractional) is { } weight)
        {
            roles[weight.Index] = ColumnRole.Weight;
            rest.Remove(weight);
        }

        foreach (ColumnShape column in columns.Where(column => column.IsDecimalComma && rest.Count > 2))
        {
            rest.Remove(column);
            notes.Add($"Column {column.Index} holds numbers with a decimal comma and is not read; write them with a "
                + "point to use them as weights.");
        }

        for (int i = columns.Count - 1; i > 0 && rest.Count > 2; i--)
        {
            if (IsTime(columns[i]) || IsConstant(columns[i]))
            {
                rest.Remove(columns[i]);
            }
        }

        if (rest.Count > 2)
        {
            AssignThird(rest, roles, notes);
        }

        roles[rest[0].Index] = ColumnRole.Lhs;
        roles[rest[1].Index] = ColumnRole.Rhs;
        return roles;
    }

    // Such as the index that pandas writes beside the columns.
    private static bool IsNamedOtherwise(ColumnShape column) =>
        column is { IsReadable: true, Name: { } name } && HeaderWords.RoleOf(name) == ColumnRole.None;

    private static bool IsTime(ColumnShape column) =>
        column.IsNumeric && !column.IsFractional && column.Largest >= SecondsIn1985;

    private static bool IsConstant(ColumnShape column) => column.Sampled >= FewLines && column.Distinct == 1;

    // Takes the relation, or the weight, out of the columns that remain.
    private static void AssignThird(List<ColumnShape> rest, ColumnRole[] roles, List<string> notes)
    {
        ColumnShape last = rest[^1];
        ColumnShape fewest = rest.MinBy(column => column.Distinct)!;
        int others = rest.Where(column => column != fewest).Max(column => column.Distinct);
        bool isClear = fewest.Distinct * 5 <= others && fewest.Sampled >= FewLines;
        bool isRated = last.IsNumeric && roles[last.Index] == ColumnRole.None && !roles.Contains(ColumnRole.Weight);
        if (isRated && (fewest == last || (!isClear && !rest.TrueForAll(column => column.IsNumeric))))
        {
            roles[last.Index] = ColumnRole.Weight;
            rest.Remove(last);
            notes.Add($"Column {last.Index} holds few or whole numbers; it is taken for the weight, but could be the "
                + "relation.");
            if (rest.Count > 2)
            {
                AssignThird(rest, roles, notes);
            }

            return;
        }

        ColumnShape relation = isClear ? fewest : rest[1];
        roles[relation.Index] = ColumnRole.Relation;
        rest.Remove(relation);
        if (!isClear)
        {
            notes.Add($"Nothing tells the columns apart; column {relation.Index} is taken for the relation, as in "
                + "head, relation, tail.");
        }
    }
}

/// <summary>What a column of an edge list is taken for.</summary>
public enum ColumnRole
{
    /// <summary>Nothing that an import needs.</summary>
    None,

    /// <summary>The left-hand side.</summary>
    Lhs,

    /// <summary>The relation of the edge.</summary>
    Relation,

    /// <summary>The right-hand side.</summary>
    Rhs,

    /// <summary>The weight of the edge.</summary>
    Weight,
}

/// <summary>Words that name a column rather than an entity, and what the column then is.</summary>
internal static class HeaderWords
{
    private static readonly Dictionary<string, ColumnRole> Roles = Gather(
        (ColumnRole.Lhs, "lhs head source src from subject start u node1 id1 user userid :start_id fromnodeid"),
        (ColumnRole.Lhs, "head_id source_id src_id from_id user_id subject_id node_1 from_node"),
        (ColumnRole.Rhs, "rhs tail target dst to object end v node2 id2 item itemid movieid :end_id tonodeid"),
        (ColumnRole.Rhs, "tail_id target_id dst_id to_id item_id object_id node_2 to_node dest destination"),
        (ColumnRole.Relation, "relation rel predicate edge_type relation_id relationship type label edge :type"),
        (ColumnRole.Weight, "weight w rating score value confidence"),
        (ColumnRole.None, "timestamp time date id __index_level_0__ index"));

    /// <summary>The role that a word gives its column; none for a word that is no column name.</summary>
    public static ColumnRole? RoleOf(string word) =>
        Roles.TryGetValue(word.Replace(' ', '_'), out ColumnRole role) ? role : null;

    /// <summary>Whether the two ends of an edge read like the names of columns; one letter alone does not.</summary>
    public static bool AreEnds(ReadOnlySpan<byte> lhs, ReadOnlySpan<byte> rhs) =>
        lhs.Length is > 1 and < 16
        && rhs.Length is > 1 and < 16
        && RoleOf(Encoding.UTF8.GetString(lhs)) is not null
        && RoleOf(Encoding.UTF8.GetString(rhs)) is not null;

    /// <summary>Refuses lists whose headers name other columns at the places that are read.</summary>
    /// <exception cref="EdgeListException">The second list has another order of columns, or no header.</exception>
    /// <remarks>Two words for one role, such as head and source, are the same; so are two unknown ones.</remarks>
    public static void DemandSame(EdgeFileReader one, EdgeFileReader other)
    {
        if (one.HeaderNames.Count == 0 || other.HeaderNames.Count == 0)
        {
            return;
        }

        for (int i = 0; i < one.HeaderNames.Count; i++)
        {
            (string name, string otherName) = (one.HeaderNames[i], other.HeaderNames[i]);
            bool isSame = name.Equals(otherName, StringComparison.OrdinalIgnoreCase)
                || (RoleOf(name) == RoleOf(otherName) && !one.HeaderNames.Contains(otherName));
            if (!isSame)
            {
                throw new EdgeListException(
                    other.Path,
                    $"has a column '{otherName}' where that of {one.Path} is named '{name}'. One import reads all "
                    + "lists alike, so give them the same columns, and all texts a header or none");
            }
        }
    }

    private static Dictionary<string, ColumnRole> Gather(params (ColumnRole Role, string Words)[] groups)
    {
        Dictionary<string, ColumnRole> roles = new(StringComparer.OrdinalIgnoreCase);
        foreach ((ColumnRole role, string words) in groups)
        {
            foreach (string word in words.Split(' '))
            {
                roles.Add(word, role);
            }
        }

        return roles;
    }
}
