using System.Text;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class NameTableTests
{
    [Fact]
    public void Names_get_numbers_in_the_order_of_first_sight()
    {
        using NameTable table = new();

        Assert.Equal([0, 1, 0, 2, 1], new[] { "b", "a", "b", "c", "a" }.Select(name => Intern(table, name)));
        Assert.Equal(["b", "a", "c"], Enumerable.Range(0, table.Count).Select(table.TextOf));
    }

    [Fact]
    public void A_hundred_thousand_names_of_all_lengths_are_told_apart()
    {
        using NameTable table = new();
        List<string> names = [];
        for (int i = 0; i < 100_000; i++)
        {
            names.Add(new string((char)('a' + (i % 26)), i % 70) + i);
        }

        foreach (string name in names)
        {
            Intern(table, name);
        }

        Assert.Equal(names.Count, table.Count);
        for (int i = 0; i < names.Count; i++)
        {
            Assert.Equal(i, table.IndexOf(Encoding.UTF8.GetBytes(names[i])));
            Assert.Equal(names[i], table.TextOf(i));
        }
    }

    [Fact]
    public void A_name_that_was_never_added_has_no_number()
    {
        using NameTable table = new();
        Intern(table, "known");

        Assert.Equal(-1, table.IndexOf("unknown"u8));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_name_longer_than_a_block_of_the_arena_is_kept_whole()
    {
        using NameTable table = new();
        string giant = new('x', 20_000_000);
        Intern(table, "before");
        Intern(table, giant);
        Intern(table, "after");

        Assert.Equal(["before", giant, "after"], Enumerable.Range(0, 3).Select(table.TextOf));
    }

    private static int Intern(NameTable table, string name) => table.Intern(Encoding.UTF8.GetBytes(name));
}
