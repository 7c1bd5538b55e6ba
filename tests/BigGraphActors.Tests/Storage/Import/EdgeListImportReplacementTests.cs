using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class EdgeListImportReplacementTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_import_takes_the_place_of_the_first_whole()
    {
        _folder.Add("a\tb\nb\tshort\nc\n");
        ImportFolder.Import(_folder.Settings(partitions: 3), _folder.Columns());
        File.WriteAllText(Path.Combine(_folder.EntityPath, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(_folder.EdgePath(0), "edges_mine.h5"), "mine");
        Assert.Contains("graph/rejected.tsv", _folder.Everything());

        File.WriteAllText(Path.Combine(_folder.Root, "edges.tsv"), "a\tb\n");
        ImportFolder.Import(_folder.Settings(partitions: 1), _folder.Columns());

        Assert.Equal(
            [
                "edges.tsv", "graph", "graph/edges0", "graph/edges0/edges_0_0.h5", "graph/edges0/edges_mine.h5",
                "graph/entity_count_all_0.txt", "graph/notes.txt",
            ],
            _folder.Everything());
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_what_was_there_untouched()
    {
        _folder.Add("a\tb\nb\tc\n");
        RunSettings settings = _folder.Settings(partitions: 2);
        ImportFolder.Import(settings, _folder.Columns());
        string[] before = _folder.Everything();
        string count = File.ReadAllText(Path.Combine(_folder.EntityPath, "entity_count_all_0.txt"));

        File.WriteAllText(Path.Combine(_folder.Root, "edges.tsv"), "a\tb\nb\tc\nd\te\nf\tg\n");
        IOException full = new("No space left on device");
        MemoryGraph failing = new(settings) { Fault = (3, full) };
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns() };

        Assert.Same(full, Assert.Throws<IOException>(
            () => EdgeListImport.Run(request, failing, null, CancellationToken.None)));
        Assert.Equal(before, _folder.Everything());
        Assert.Equal(count, File.ReadAllText(Path.Combine(_folder.EntityPath, "entity_count_all_0.txt")));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_fails_before_reading_and_leaves_nothing()
    {
        _folder.Add("a\tb\n");
        File.WriteAllText(Path.Combine(_folder.Root, "taken"), "a file stands where a directory is wanted");
        RunSettings settings = _folder.Settings() with { EdgePaths = [Path.Combine(_folder.Root, "taken", "edges")] };
        int reports = 0;
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns() };

        Assert.ThrowsAny<IOException>(() => EdgeListImport.Run(
            request, new MemoryGraph(settings), _ => reports++, CancellationToken.None));
        Assert.Equal(0, reports);
        Assert.Equal(["edges.tsv", "taken"], _folder.Everything());
    }

    [Fact]
    public void Cancelled_while_reading_it_leaves_nothing()
    {
        _folder.Add(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\t{i + 1}\n")));

        AssertCancelledAt(ImportStage.Reading);
    }

    [Fact]
    public void Cancelled_while_writing_it_leaves_nothing()
    {
        _folder.Add("a\tb\n");

        AssertCancelledAt(ImportStage.Writing);
    }

    [Fact]
    public void A_checkpoint_that_no_longer_fits_is_pointed_out()
    {
        _folder.Add("a\tb\nb\tc\nc\td\nd\te\n");
        RunSettings settings = _folder.Settings();
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns() };
        EdgeListImport.Run(request, null, CancellationToken.None);
        Directory.CreateDirectory(settings.CheckpointPath);
        File.WriteAllText(Path.Combine(settings.CheckpointPath, "checkpoint_version.txt"), "3\n");

        Assert.Empty(EdgeListImport.Run(request, null, CancellationToken.None).Notes);
        ImportReport other = EdgeListImport.Run(
            request with { Settings = settings with { Seed = 8 } }, null, CancellationToken.None);
        Assert.Contains("no longer fits", Assert.Single(other.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_ends_with_every_byte_and_every_edge()
    {
        string path = _folder.Add("a\tb\nb\tc\n");
        List<ImportProgress> reports = [];
        RunSettings settings = _folder.Settings();
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns() };
        EdgeListImport.Run(request, new MemoryGraph(settings), reports.Add, CancellationToken.None);

        ImportProgress read = reports.Last(report => report.Stage == ImportStage.Reading);
        Assert.Equal((8L, 8L, 2L, null, path), (read.BytesRead, read.BytesTotal, read.Edges, read.EdgesTotal, read.File));
        ImportProgress written = reports[^1];
        Assert.Equal((ImportStage.Writing, 2L, 2L), (written.Stage, written.Edges, written.EdgesTotal));
    }

    private void AssertCancelledAt(ImportStage stage)
    {
        RunSettings settings = _folder.Settings();
        using CancellationTokenSource stop = new();
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns() };

        Assert.ThrowsAny<OperationCanceledException>(() => EdgeListImport.Run(
            request,
            new MemoryGraph(settings),
            progress =>
            {
                if (progress.Stage == stage)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        Assert.Equal(["edges.tsv"], _folder.Everything());
    }
}
