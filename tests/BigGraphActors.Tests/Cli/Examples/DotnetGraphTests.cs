using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public class DotnetGraphTests(DotnetGraphTests.BaseLibrary library) : IClassFixture<DotnetGraphTests.BaseLibrary>
{
    [Theory]
    [InlineData("System.Collections.Generic.List<T>", "implements", "System.Collections.Generic.IList<T>")]
    [InlineData("System.Collections.Generic.List<T>", "in_namespace", "System.Collections.Generic")]
    [InlineData("System.Collections.Generic.List<T>", "in_assembly", "System.Private.CoreLib")]
    [InlineData("System.Collections.Generic.List<T>", "declares", "System.Collections.Generic.List<T>.Add")]
    [InlineData("System.Collections.Generic.List<T>.Enumerator", "nested_in", "System.Collections.Generic.List<T>")]
    [InlineData("System.Collections.Generic.List<T>.Add", "overrides", "System.Collections.Generic.ICollection<T>.Add")]
    [InlineData("System.Collections.Generic.List<T>.Count", "returns", "System.Int32")]
    [InlineData("System.Collections.Generic.List<T>.Count", "named", "Count")]
    [InlineData("System.Collections.Generic", "part_of", "System.Collections")]
    [InlineData("System.IO.FileStream", "inherits", "System.IO.Stream")]
    [InlineData("System.IO.FileStream.Flush", "overrides", "System.IO.Stream.Flush")]
    [InlineData("System.String.Concat", "takes", "System.ReadOnlySpan<T>")]
    [InlineData("System.FlagsAttribute", "inherits", "System.Attribute")]
    [InlineData("System.IO.FileAccess", "attributed", "System.FlagsAttribute")]
    [InlineData("System.Collections.Generic.Dictionary<TKey,TValue>.KeyCollection", "nested_in",
        "System.Collections.Generic.Dictionary<TKey,TValue>")]
    public void Well_known_facts_are_edges(string lhs, string relation, string rhs) =>
        Assert.Contains((lhs, relation, rhs), library.Edges);

    [Fact]
    public void Relations_are_those_that_the_configuration_names()
    {
        Assert.Equal(
            DotnetRelations.All.Select(r => r.Name).Order(),
            library.Edges.Select(e => e.Relation).Distinct().Order());
    }

    [Fact]
    public void There_are_several_hundred_thousand_edges() =>
        Assert.InRange(library.Edges.Count, 300_000, 1_000_000);

    [Fact]
    public void Names_fit_a_line_of_text()
    {
        Assert.DoesNotContain(library.Names, name => name.Length == 0 || name.AsSpan().IndexOfAny("\t\r\n ") >= 0);
    }

    [Fact]
    public void A_second_reading_gives_the_same_edges_in_the_same_order()
    {
        (TripleList again, _) = DotnetGraphBuilder.Build(DotnetGraphBuilder.BaseLibraryFolder);

        Assert.Equal(library.Names, again.Names);
        Assert.Equal(library.Triples, again.Triples);
    }

    /// <summary>The graph, built once for all tests of the class.</summary>
    public sealed class BaseLibrary
    {
        public BaseLibrary()
        {
            (TripleList list, _) = DotnetGraphBuilder.Build(DotnetGraphBuilder.BaseLibraryFolder);
            Names = list.Names;
            Triples = list.Triples;
            Edges = [.. list.Triples.Select(t => (Names[t.Lhs], Names[t.Relation], Names[t.Rhs]))];
        }

        internal IReadOnlyList<string> Names { get; }

        internal IReadOnlyList<Triple> Triples { get; }

        internal HashSet<(string Lhs, string Relation, string Rhs)> Edges { get; }
    }
}
