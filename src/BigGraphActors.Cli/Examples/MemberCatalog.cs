namespace BigGraphActors.Cli.Examples;

/// <summary>
/// What is known of members once every assembly has been walked: only then can a call or an override be joined to a
/// member of another assembly.
/// </summary>
internal sealed class MemberCatalog
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _ancestors = new(StringComparer.Ordinal);
    private readonly List<(string Type, string Member)> _virtuals = [];
    private readonly List<(string Caller, string Callee)> _calls = [];

    /// <summary>Notes that a member exists.</summary>
    public void AddMember(string member) => _members.Add(member);

    /// <summary>Notes a base class or an interface of a type.</summary>
    public void AddAncestor(string type, string ancestor)
    {
        if (!_ancestors.TryGetValue(type, out List<string>? ancestors))
        {
            _ancestors.Add(type, ancestors = []);
        }

        ancestors.Add(ancestor);
    }

    /// <summary>Notes a virtual member by the type that declares it and its bare name.</summary>
    public void AddVirtual(string type, string name) => _virtuals.Add((type, name));

    /// <summary>Notes a call; it becomes an edge if the called member turns out to be listed.</summary>
    public void AddCall(string caller, string callee) => _calls.Add((caller, callee));

    /// <summary>Adds the edges between members.</summary>
    public void AddEdges(TripleList triples)
    {
        foreach ((string type, string name) in _virtuals)
        {
            foreach (string overridden in Overridden(type, name, new HashSet<string>(StringComparer.Ordinal)))
            {
                triples.Add($"{type}.{name}", DotnetRelations.Overrides, overridden);
            }
        }

        foreach ((string caller, string callee) in _calls)
        {
            if (caller != callee && _members.Contains(callee))
            {
                triples.Add(caller, DotnetRelations.Calls, callee);
            }
        }
    }

    // The nearest declaration on each path upwards; seen keeps shared interfaces from being walked twice.
    private IEnumerable<string> Overridden(string type, string name, HashSet<string> seen)
    {
        foreach (string ancestor in _ancestors.GetValueOrDefault(type, []))
        {
            if (!seen.Add(ancestor))
            {
                continue;
            }

            string member = $"{ancestor}.{name}";
            if (_members.Contains(member))
            {
                yield return member;
            }
            else
            {
                foreach (string further in Overridden(ancestor, name, seen))
                {
                    yield return further;
                }
            }
        }
    }
}
