using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

public sealed class EntityDirectoryTests
{
    private static readonly PartitionId Person = new("person", 3);

    [Fact]
    public void Counts_are_a_number_and_a_line_feed()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        directory.WriteCount(Person, 5_000_000_000);
        directory.WriteRelationCount(7);

        Assert.Equal("5000000000\n", File.ReadAllText(folder.PathOf("entity_count_person_3.txt")));
        Assert.Equal(5_000_000_000, directory.ReadCount(Person));
        Assert.Equal("7\n", File.ReadAllText(folder.PathOf("dynamic_rel_count.txt")));
        Assert.Equal(7, directory.ReadRelationCount());
    }

    [Theory]
    [InlineData("")]
    [InlineData("twelve")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void A_count_that_is_none_is_refused_with_the_file_and_the_text(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("entity_count_person_3.txt"), text);

        CorruptFileException refusal =
            Assert.Throws<CorruptFileException>(() => new EntityDirectory(folder.Root).ReadCount(Person));
        Assert.Contains("entity_count_person_3.txt", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_count_names_its_file()
    {
        using TemporaryFolder folder = new();
        FileNotFoundException missing =
            Assert.Throws<FileNotFoundException>(() => new EntityDirectory(folder.Root).ReadCount(Person));
        Assert.Contains("entity_count_person_3.txt", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_written_as_python_does()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        string[] names = ["plain", "quote\" back\\ slash/", "\n\r\t\b\f\u0001\u007f", "Zürich", "😀", "", "\udc80"];
        directory.WriteNames(Person, names);

        const string Expected = """
            [
                "plain",
                "quote\" back\\ slash/",
                "\n\r\t\b\f\u0001\u007f",
                "Z\u00fcrich",
                "\ud83d\ude00",
                "",
                "\udc80"
            ]
            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), File.ReadAllText(directory.NamesPath(Person)));
        Assert.Equal(names, directory.ReadNames(Person));
        Assert.Empty(Directory.GetFiles(folder.Root, "*.tmp"));
    }

    [Fact]
    public void An_empty_list_is_two_brackets()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        directory.WriteRelationNames([]);

        Assert.Equal("[]", File.ReadAllText(directory.RelationNamesPath));
        Assert.Empty(directory.ReadRelationNames());
    }

    [Fact]
    public void Many_names_survive_the_edges_of_the_buffer()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        string[] names = Enumerable.Range(0, 40_000).Select(i => $"é{i}\\").ToArray();
        using (NameListWriter writer = directory.CreateNamesWriter(Person))
        {
            foreach (string name in names)
            {
                writer.AppendUtf8(Encoding.UTF8.GetBytes(name));
            }

            writer.Complete();
        }

        Assert.Equal(names, directory.ReadNames(Person));
    }

    [Fact]
    public void An_abandoned_list_leaves_the_old_one()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        directory.WriteNames(Person, ["old"]);
        using (NameListWriter writer = directory.CreateNamesWriter(Person))
        {
            writer.Append("new");
        }

        Assert.Equal(["old"], directory.ReadNames(Person));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [FullDiskFact]
    public void A_full_disk_leaves_the_old_names()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        directory.WriteNames(Person, ["old"]);
        File.CreateSymbolicLink(AtomicFile.TemporaryPath(directory.NamesPath(Person)), FullDiskFactAttribute.Device);

        IOException refusal = Assert.Throws<IOException>(() => directory.WriteNames(Person, ["new"]));

        Assert.StartsWith(
            $"{directory.NamesPath(Person)}: the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["old"], directory.ReadNames(Person));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void Names_in_plain_utf8_with_a_mark_and_no_blanks_are_read()
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        File.WriteAllText(directory.NamesPath(Person), "[\"Zürich\",\"\\u00FC\\/\"]\n", new UTF8Encoding(true));

        Assert.Equal(["Zürich", "ü/"], directory.ReadNames(Person));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a")]
    [InlineData("[\"a\",]")]
    [InlineData("[\"a\" \"b\"]")]
    [InlineData("[1]")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\\u12g4\"]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"a\"] x")]
    public void A_list_that_is_none_is_refused_with_its_place(string text)
    {
        using TemporaryFolder folder = new();
        EntityDirectory directory = new(folder.Root);
        File.WriteAllText(directory.NamesPath(Person), text);

        CorruptFileException refusal =
            Assert.Throws<CorruptFileException>(() => directory.ReadNames(Person).Count());
        Assert.InRange(refusal.Offset, 0, text.Length);
    }

    [Fact]
    public void A_type_with_a_separator_cannot_leave_the_folder()
    {
        EntityDirectory directory = new("data");
        Assert.Throws<ArgumentException>(() => directory.CountPath(new PartitionId("../x", 0)));
    }

    [Theory]
    [InlineData("file:///a/b", "/a/b")]
    [InlineData("/a/../b", "/b")]
    public void Addresses_of_files_are_paths(string location, string expected) =>
        Assert.Equal(Path.GetFullPath(expected), StoragePath.Resolve(location));

    [Fact]
    public void Relative_addresses_start_at_the_working_directory()
    {
        Assert.Equal(Path.GetFullPath("a/b"), StoragePath.Resolve("file://a/b"));
        Assert.Throws<ArgumentException>(() => StoragePath.Resolve("s3://bucket/x"));
    }

    [SharedDataFact]
    public void Every_name_list_and_count_of_pbg_is_written_back_byte_for_byte()
    {
        using TemporaryFolder folder = new();
        int lists = 0;
        foreach (string path in Samples("entity_names_*.json").Concat(Samples("dynamic_rel_names.json")))
        {
            string copy = folder.PathOf(Path.GetFileName(path));
            using (NameListWriter writer = new(copy))
            {
                foreach (string name in NameListReader.Read(path))
                {
                    writer.Append(name);
                }

                writer.Complete();
            }

            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(copy));
            lists++;
        }

        foreach (string path in Samples("entity_count_*.txt"))
        {
            string[] parts = Path.GetFileNameWithoutExtension(path).Split('_');
            PartitionId partition = new(parts[2], int.Parse(parts[3]));
            EntityDirectory source = new(Path.GetDirectoryName(path)!);
            EntityDirectory target = new(folder.Root);
            target.WriteCount(partition, source.ReadCount(partition));

            Assert.Equal(File.ReadAllText(path), File.ReadAllText(target.CountPath(partition)));
            Assert.Equal(source.ReadCount(partition), source.ReadNames(partition).Count());
        }

        Assert.True(lists > 20, $"only {lists} lists");
    }

    private static IEnumerable<string> Samples(string pattern) =>
        new[] { "pbg-samples", "pbg-fixtures" }.SelectMany(folder =>
            Directory.GetFiles(SharedData.PathOf(folder), pattern, SearchOption.AllDirectories));
}
