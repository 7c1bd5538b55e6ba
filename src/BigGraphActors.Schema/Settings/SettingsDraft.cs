using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>What was seen of some edge lists: enough to write a first configuration for them.</summary>
public sealed record SettingsDraft
{
    /// <summary>The edge lists, at least one, as they shall stand in the configuration.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Edges of all files together, counted or estimated; decides epochs.</summary>
    public required long Edges { get; init; }

    /// <summary>Entities of all files together, counted or estimated; decides dimension and partitions.</summary>
    public required long Entities { get; init; }

    /// <summary>Column of the left-hand entity, from 0.</summary>
    public int LhsColumn { get; init; }

    /// <summary>Column of the relation, from 0; none where all edges are of one kind.</summary>
    public int? RelationColumn { get; init; }

    /// <summary>Column of the right-hand entity, from 0.</summary>
    public int RhsColumn { get; init; } = 1;

    /// <summary>Column of the edge's weight, from 0.</summary>
    public int? WeightColumn { get; init; }

    /// <summary>What parts the columns.</summary>
    public ColumnDelimiter Delimiter { get; init; } = ColumnDelimiter.Auto;

    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; init; }

    /// <summary>How comment lines start; empty when there are none.</summary>
    public string Comment { get; init; } = "#";

    /// <summary>Relations that were seen, the most frequent first; a comment names the first of them.</summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary>Directory for entities and edges, relative to where the program will run.</summary>
    public string EdgeFolder { get; init; } = "data";

    /// <summary>Directory for the checkpoint.</summary>
    public string ModelFolder { get; init; } = "model";

    /// <summary>A commented configuration that <see cref="SettingsReader"/> accepts without a warning.</summary>
    /// <exception cref="InvalidOperationException">There is no file.</exception>
    public string Render() => Files.Count > 0
        ? new DraftText(this).Write()
        : throw new InvalidOperationException("a draft needs at least one edge list");
}

/// <summary>Writes the configuration of a <see cref="SettingsDraft"/>.</summary>
internal sealed class DraftText
{
    private const int ShownRelations = 8;
    private const int MaxShownLength = 60;

    private readonly SettingsDraft _draft;
    private readonly int _dimension;
    private readonly IReadOnlyList<string> _directories;
    private readonly IReadOnlySet<int> _trained;
    private readonly StringBuilder _text = new();

    public DraftText(SettingsDraft draft)
    {
        _draft = draft;
        _dimension = DraftAdvice.Dimension(draft.Entities);
        _directories =
            [.. DraftAdvice.DirectoryNames(draft.Files).Select(name => $"{draft.EdgeFolder}/edges_{name}")];
        _trained = DraftAdvice.TrainedFiles(draft.Files);
    }

    private bool HasRelations => _draft.RelationColumn is not null;

    public string Write()
    {
        string counts = string.Create(
            CultureInfo.InvariantCulture, $"about {_draft.Edges:N0} edges between {_draft.Entities:N0} entities");
        Line(0, $"# A first configuration for {_draft.Files.Count} edge list(s), {counts}.");
        Line(0, "# Run: biggraph import FILE, then biggraph train FILE, where FILE is this file.");
        Line(0, "# Relative paths count from the directory in which biggraph is started.");
        Line(0, "# Every key with its default: hocon/reference.conf.");
        Line(0, "biggraph {");
        WritePaths();
        WriteImport();
        WriteGraph();
        WriteModel();
        WriteTraining();
        Line(0, "}");
        return _text.ToString();
    }

    private void WritePaths()
    {
        Line(1, "# Where entities, edges and the result are kept.");
        Line(1, $"entity_path = {Quote(_draft.EdgeFolder + "/entities")}");
        if (_trained.Count < _directories.Count)
        {
            Line(1, "# What is trained on. The held out files are imported, too, and ranked with, for example:");
            Line(1, $"# biggraph eval FILE -p edge_paths={OneLine(_directories[FirstHeldOut()])}");
        }

        Line(1, $"edge_paths = {Texts(_directories.Where((_, i) => _trained.Contains(i)))}");
        Line(1, $"checkpoint_path = {Quote(_draft.ModelFolder)}");
        Line(0, "");
    }

    private int FirstHeldOut() => Enumerable.Range(0, _directories.Count).First(i => !_trained.Contains(i));

    private void WriteImport()
    {
        Line(1, "# Edge lists and their columns, counted from 0.");
        Line(1, "import {");
        Line(2, $"files = {Texts(_draft.Files)}");
        if (_trained.Count < _directories.Count)
        {
            Line(2, $"edge-paths = {Texts(_directories)}");
        }

        Line(2, $"lhs-column = {Number(_draft.LhsColumn)}");
        WriteOptional("relation-column", _draft.RelationColumn);
        Line(2, $"rhs-column = {Number(_draft.RhsColumn)}");
        WriteOptional("weight-column", _draft.WeightColumn);
        Line(2, $"delimiter = {SettingsText.Of(_draft.Delimiter)}");
        Line(2, $"header = {(_draft.Header ? "true" : "false")}");
        Line(2, $"comment = {Quote(_draft.Comment)}");
        Line(1, "}");
        Line(0, "");
    }

    private void WriteOptional(string key, int? column)
    {
        if (column is { } number)
        {
            Line(2, $"{key} = {Number(number)}");
        }
    }

    private void WriteGraph()
    {
        int partitions = DraftAdvice.Partitions(_draft.Entities, _dimension);
        Line(1, "# Entity types. More partitions need less memory: two of them are in memory at a time.");
        Line(1, $"entities {{ all {{ num_partitions = {Number(partitions)} }} }}");
        if (HasRelations)
        {
            Line(1, "# Relations are taken from the column; the one item is the template of all.");
            WriteRelationsSeen();
            Line(1, "# translation suits hierarchies and many-to-one relations; complex_diagonal with the");
            Line(1, "# comparator dot suits graphs with symmetric and inverse relations.");
            Line(1, "dynamic_relations = true");
        }
        else
        {
            Line(1, "# One kind of edge. With operator = none an edge scores the same in both directions; translation");
            Line(1, "# or complex_diagonal tell them apart.");
        }

        string relationOperator = HasRelations ? "translation" : "none";
        Line(1, $"relations = [{{ name = all_edges, lhs = all, rhs = all, operator = {relationOperator} }}]");
        Line(0, "");
    }

    private void WriteRelationsSeen()
    {
        if (_draft.Relations.Count > 0)
        {
            string more = _draft.Relations.Count > ShownRelations ? ", ..." : "";
            string shown = string.Join(", ", _draft.Relations.Take(ShownRelations).Select(OneLine));
            Line(1, $"# Seen {Number(_draft.Relations.Count)}: {shown}{more}");
        }
    }

    private void WriteModel()
    {
        Line(1, "# Elements of a vector: more is slower, takes more memory and fits the training edges better.");
        Line(1, $"dimension = {Number(_dimension)}");
        Line(1, "# Higher scores mean more likely edges: l2 is the negated distance, dot the inner product.");
        Line(1, $"comparator = {(HasRelations ? "l2" : "dot")}");
        Line(1, "loss_fn = softmax");
        Line(1, "global_emb = false");
        Line(0, "");
    }

    private void WriteTraining()
    {
        Line(1, "# Passes over all edges; the loss that is reported tells when more do not help.");
        Line(1, $"num_epochs = {Number(DraftAdvice.Epochs(_draft.Edges))}");
        Line(1, "lr = 0.1");
        Line(1, "# Negatives for each positive: from the same batch (frequent entities), and uniform ones.");
        Line(1, "batch_size = 1000");
        Line(1, "num_batch_negs = 50");
        Line(1, "num_uniform_negs = 50");
        bool hasHeldOut = _trained.Count < _directories.Count;
        Line(1, hasHeldOut
            ? "# Edges are held out in files of their own."
            : "# Share of the edges that is held out and ranked while training.");
        Line(1, $"eval_fraction = {(hasHeldOut ? "0" : "0.05")}");
    }

    private static string Texts(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    private static string Quote(string text) => HoconPath.Quote(text);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text from a file, made fit for a comment: without line ends, and not endless.</summary>
    private static string OneLine(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return line.Length > MaxShownLength ? line[..MaxShownLength] + "..." : line;
    }

    private void Line(int level, string line) =>
        _text.Append(' ', line.Length == 0 ? 0 : 2 * level).Append(line).Append('\n');
}

/// <summary>First guesses by the size of a graph; a person is expected to change them.</summary>
internal static class DraftAdvice
{
    private const int BytesPerElement = 4;
    private const long BytesPerPartitionPair = 4L << 30;

    /// <summary>Words in the names of files that are held out of training.</summary>
    private static readonly string[] HeldOutWords = ["test", "valid", "dev", "heldout", "held-out", "holdout"];

    /// <summary>Vectors that are larger than the graph is rich only learn it by heart.</summary>
    public static int Dimension(long entities) => entities switch
    {
        < 2_000 => 32,
        < 10_000_000 => 100,
        _ => 64,
    };

    /// <summary>Small graphs need many passes, large ones converge within few.</summary>
    public static int Epochs(long edges) => edges switch
    {
        < 1_000_000 => 30,
        < 20_000_000 => 10,
        _ => 5,
    };

    /// <summary>1 while the whole table fits in 4 GiB; then so many that a pair of partitions does.</summary>
    public static int Partitions(long entities, int dimension)
    {
        // One more element per row: the state of the optimiser.
        long tableBytes = entities * (dimension + 1) * BytesPerElement;
        long needed = 2 * ((tableBytes + BytesPerPartitionPair - 1) / BytesPerPartitionPair);
        return tableBytes <= BytesPerPartitionPair ? 1 : (int)Math.Min(needed, 1024);
    }

    /// <summary>The files to train on: all, but for those whose names say that they are held out.</summary>
    public static IReadOnlySet<int> TrainedFiles(IReadOnlyList<string> files)
    {
        HashSet<int> trained = [.. Enumerable.Range(0, files.Count).Where(i => !IsHeldOut(files[i]))];
        return trained.Count > 0 ? trained : Enumerable.Range(0, files.Count).ToHashSet();
    }

    /// <summary>A directory name for each file: its own without endings, numbered where two are alike.</summary>
    public static IReadOnlyList<string> DirectoryNames(IReadOnlyList<string> files)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<string> names = [];
        foreach (string file in files)
        {
            string stem = StemOf(file);
            string name = stem;
            for (int number = 2; !taken.Add(name); number++)
            {
                name = $"{stem}_{number}";
            }

            names.Add(name);
        }

        return names;
    }

    private static string StemOf(string file)
    {
        string name = Path.GetFileName(file);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        string stem = Path.GetFileNameWithoutExtension(name);
        return stem.Length == 0 ? "edges" : stem;
    }

    private static bool IsHeldOut(string file) =>
        Array.Exists(HeldOutWords, word => StemOf(file).Contains(word, StringComparison.OrdinalIgnoreCase));
}
