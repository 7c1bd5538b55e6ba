using System.Text;

namespace BigGraphActors.Storage.Import;

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
