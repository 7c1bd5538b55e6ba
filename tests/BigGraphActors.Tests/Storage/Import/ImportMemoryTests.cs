using System.Numerics;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class ImportMemoryTests
{
    [Theory]
    [InlineData(192L << 20, 1, 0)]
    [InlineData(192L << 20, 64, 1L << 40)]
    [InlineData(1L << 30, 2, 1_000_000_000)]
    [InlineData(64L << 30, 128, 1L << 42)]
    public void The_pieces_of_a_budget_are_no_more_than_the_budget(long budget, int threads, long textBytes)
    {
        ImportMemory memory = ImportMemory.Plan(budget, threads, textBytes);

        long seen = memory.SeenSlots * sizeof(ulong);
        Assert.InRange(ImportMemory.ResidentBytes + seen + memory.WorkBytes + memory.StoreBytes, 0, budget);
        Assert.True(BitOperations.IsPow2(memory.Parts) && memory.Parts >= 2, $"{memory.Parts} parts");
        Assert.True(BitOperations.IsPow2(memory.PageBytes), $"{memory.PageBytes} bytes a page");
        Assert.InRange(3L * threads * memory.Parts * memory.PageBytes, 1, memory.StoreBytes / 2);
    }

    [Fact]
    public void A_budget_in_which_nothing_fits_is_refused_with_one_that_would_do()
    {
        SettingsException refusal = Assert.Throws<SettingsException>(
            () => ImportMemory.Plan(100L << 20, threads: 2, textBytes: 1000));

        Assert.Contains("100m is too little, because no import fits into less; 192m would do", refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_that_is_too_large_is_refused_with_a_budget_that_would_do()
    {
        const long Piece = 100L << 20;
        ImportMemory memory = ImportMemory.Plan(256L << 20, threads: 2, textBytes: 1000);

        SettingsException refusal = Assert.Throws<SettingsException>(
            () => memory.ThreadsFor(Piece, "a test says so"));

        Assert.Contains("256m is too little, because a test says so; 528m would do", refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, ImportMemory.Plan(528L << 20, threads: 2, textBytes: 1000).ThreadsFor(Piece, "it fits"));
    }

    [Fact]
    public void Too_many_buckets_are_refused_with_a_budget_that_would_do()
    {
        const long Streams = 1_000_000;
        ImportMemory memory = ImportMemory.Plan(256L << 20, threads: 4, textBytes: 1000);

        SettingsException refusal = Assert.Throws<SettingsException>(() => memory.PageBytesFor(Streams));

        string needed = refusal.Message.Split("; ")[1].Split('m')[0];
        long budget = long.Parse(needed, System.Globalization.CultureInfo.InvariantCulture) << 20;
        Assert.Equal(
            PagePool.SmallestPage, ImportMemory.Plan(budget, threads: 4, textBytes: 1000).PageBytesFor(Streams));
    }

    [Fact]
    public void Nobody_who_asks_for_nothing_gets_less_than_an_import_needs()
    {
        ImportMemory memory = ImportMemory.Plan(budgetBytes: null, threads: 2, textBytes: 1000);

        Assert.InRange(memory.BudgetBytes, ImportMemory.LeastBytes, 4L << 30);
    }
}
