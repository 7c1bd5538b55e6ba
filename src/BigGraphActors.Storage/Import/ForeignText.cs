using System.Text;
using BigGraphActors.Storage.Import.Vectors;

namespace BigGraphActors.Storage.Import;

/// <summary>Knows files of other formats by what they begin with, so that they are refused by their name.</summary>
/// <remarks>
/// Only what cannot be a list of lines with columns is refused here. A format is named when its mark is there, or when
/// nearly all lines have its form; a name of an entity that looks alike is not enough.
/// </remarks>
internal static class ForeignText
{
    private const int LinesSeen = 200;
    private const double NearlyAll = 0.9;
    private const int ZerosSeen = 4096;

    private static readonly (byte[] Start, string Name, string Way)[] Magic =
    [
        ([0x1F, 0x8B], "gzip inside of gzip", "gunzip it once"),
        ([0x1F, 0x9D], "a file of compress (.Z)", "uncompress it first"),
        ([0x04, 0x22, 0x4D, 0x18], "an LZ4 file", "unlz4 it first"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", "unzstd it first"),
        ([.. "BZh"u8], "a bzip2 file", "bunzip2 it first"),
        ([0xFD, .. "7zXZ"u8], "an xz file", "unxz it first"),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", "unpack it first"),
        ([.. "Rar!"u8, 0x1A], "a RAR archive", "unpack it first"),
        ([.. "PK"u8, 3, 4], "a zip archive (or a file of Excel, PyTorch or NumPy)", "unpack or export it first"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Excel or Word file", "save the sheet as CSV"),
        ([0x89, .. "HDF"u8], "an HDF5 file", "biggraph inspect shows what is in it"),
        ([.. "SQLite format 3"u8, 0], "an SQLite database", "export the table as CSV"),
        ([0x93, .. "NUMPY"u8], "a NumPy array", "save it with numpy.savetxt"),
        ([0x80, 2], "a Python pickle", "write its edges as text"),
        ([0x80, 3], "a Python pickle", "write its edges as text"),
        ([0x80, 4], "a Python pickle", "write its edges as text"),
        ([0x80, 5], "a Python pickle", "write its edges as text"),
        ([.. "PAR1"u8], "a Parquet file inside of another file", "unpack it once"),
        ([.. "ARROW1"u8], "an Arrow (Feather) file", "write it as Parquet or CSV"),
        ([.. "ORC"u8], "an ORC file", "write it as Parquet or CSV"),
        ([.. "Obj"u8, 1], "an Avro file", "write it as Parquet or CSV"),
        ([.. "$HDT"u8], "an HDT file", "write it as N-Triples with hdt2rdf"),
        ([.. "%PDF-"u8], "a PDF file", "it holds no list"),
        ([0x89, .. "PNG"u8], "a picture", "it holds no list"),
        ([0x7F, .. "ELF"u8], "a program", "it holds no list"),
        ([.. "version https://git-lfs"u8], "a pointer of Git LFS and not the file itself", "git lfs pull fetches it"),
        ([.. ">>graph6<<"u8], "a graph6 file", "write it as an edge list with NetworkX"),
        ([.. ">>sparse6<<"u8], "a sparse6 file", "write it as an edge list with NetworkX"),
        ([.. "-- MySQL dump"u8], "an SQL dump", "export the table as CSV"),
        ([.. "-- PostgreSQL"u8], "an SQL dump", "export the table as CSV"),
    ];

    // In lower case; compared with the first line that is not blank.
    private static readonly (string Start, string Name, string Way)[] Words =
    [
        ("<!doctype html", "an HTML page, as a failed download leaves one", "fetch the file again"),
        ("<html", "an HTML page, as a failed download leaves one", "fetch the file again"),
        ("<head", "an HTML page, as a failed download leaves one", "fetch the file again"),
        ("<graphml", "GraphML", "write it as an edge list with NetworkX or Gephi"),
        ("<gexf", "GEXF", "write it as an edge list with NetworkX or Gephi"),
        ("<rdf:rdf", "RDF/XML", "write it as N-Triples with rapper or riot"),
        ("<error>", "an XML message of an error", "fetch the file again"),
        ("@prefix", "Turtle", "write it as N-Triples with rapper or riot"),
        ("@base", "Turtle", "write it as N-Triples with rapper or riot"),
        ("prefix ", "Turtle", "write it as N-Triples with rapper or riot"),
        ("base <", "Turtle", "write it as N-Triples with rapper or riot"),
        ("*vertices", "Pajek's format", "write it as an edge list with NetworkX"),
        ("*network", "Pajek's format", "write it as an edge list with NetworkX"),
        ("*arcs", "Pajek's format", "take the lines behind it as the edge list"),
        ("*edges", "Pajek's format", "take the lines behind it as the edge list"),
        ("digraph", "Graphviz (DOT)", "write it as an edge list with NetworkX"),
        ("strict ", "Graphviz (DOT)", "write it as an edge list with NetworkX"),
        ("graph [", "GML", "write it as an edge list with NetworkX"),
        ("dl n", "UCINET's format", "write it as an edge list"),
        ("@relation", "ARFF", "take the lines behind @data as a CSV file"),
        ("insert into", "an SQL dump", "export the table as CSV"),
        ("create table", "an SQL dump", "export the table as CSV"),
    ];

    /// <summary>Refuses what cannot be a list of lines with columns.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="text">Whole lines from its start, without a byte order mark.</param>
    /// <exception cref="EdgeListException">Names the format and what to do.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> text)
    {
        if (Find(text) is { } found)
        {
            throw new EdgeListException(path, $"is {found.Name}, and no list of an edge or vector a line: {found.Way}");
        }
    }

    private static (string Name, string Way)? Find(ReadOnlySpan<byte> text) =>
        ByMagic(text) ?? ByZeros(text) ?? ByFirstLine(text) ?? ByAllLines(text);

    private static (string Name, string Way)? ByMagic(ReadOnlySpan<byte> text)
    {
        foreach ((byte[] start, string name, string way) in Magic)
        {
            if (text.StartsWith(start))
            {
                return (name, way);
            }
        }

        bool isTar = text.Length > 262 && text[257..].StartsWith("ustar"u8);
        return isTar ? ("a tar archive", "unpack it first") : null;
    }

    // Single zero bytes are a matter of their lines; many of them are no text.
    private static (string Name, string Way)? ByZeros(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)0))
        {
            return null;
        }

        ReadOnlySpan<byte> seen = text[..Math.Min(text.Length, ZerosSeen)];
        int even = 0;
        for (int at = 0; at < seen.Length; at += 2)
        {
            even += seen[at] == 0 ? 1 : 0;
        }

        int odd = seen.Count((byte)0) - even;
        if (Math.Max(even, odd) * 4 > seen.Length && Math.Min(even, odd) * 20 < seen.Length)
        {
            string order = odd > even ? "UTF-16LE" : "UTF-16BE";
            return ($"UTF-16 text without a byte order mark ({order})", $"iconv -f {order} -t UTF-8 makes it readable");
        }

        long lines = 0;
        long withZero = 0;
        TextLines all = new(text);
        while (all.MoveNext())
        {
            if (lines++ == 0 && VectorLine.ReadHeader(all.Current) is not null && !all.Current.Contains((byte)0))
            {
                return ("word2vec's binary format", "save the vectors as text (binary = False)");
            }

            withZero += all.Current.Contains((byte)0) ? 1 : 0;
        }

        return withZero > lines * (1 - NearlyAll)
            ? ("no text, because it has zero bytes", "lists are UTF-8 text, plain or compressed")
            : null;
    }

    private static (string Name, string Way)? ByFirstLine(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text.TrimStart(" \t\r\n"u8);
        string start = Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, ZerosSeen)]).ToLowerInvariant();
        if (start.StartsWith("<?xml", StringComparison.Ordinal) || start.StartsWith("<!--", StringComparison.Ordinal))
        {
            int root = Array.FindIndex(Words, word => word.Start[0] == '<' && start.Contains(word.Start));
            return root < 0 ? ("XML", "write its edges one a line") : (Words[root].Name, Words[root].Way);
        }

        string line = start[..(start.IndexOf('\n') is >= 0 and var end ? end : start.Length)].TrimEnd();
        foreach ((string word, string name, string way) in Words)
        {
            if (line.StartsWith(word, StringComparison.Ordinal) && !line.Contains('\t'))
            {
                return (name, way);
            }
        }

        bool isDot = line.StartsWith("graph", StringComparison.Ordinal) && line.EndsWith('{');
        bool isGml = line is "graph" && start.AsSpan("graph".Length).TrimStart().StartsWith("[");
        bool isJson = IsJson(start);
        return isDot ? ("Graphviz (DOT)", "write it as an edge list with NetworkX")
            : isGml ? ("GML", "write it as an edge list with NetworkX")
            : isJson ? ("JSON", "write its edges one a line, for example with jq and @tsv")
            : null;
    }

    // A bracket, and behind it what JSON wants there: not "{a} b" and not "[1] c".
    private static bool IsJson(string start)
    {
        if (start.Length == 0 || start[0] is not ('{' or '['))
        {
            return false;
        }

        string rest = start[1..].TrimStart();
        return rest.Length > 0 && rest[0] is '"' or '{' or '[' && !rest.Contains("]\t", StringComparison.Ordinal);
    }

    private static (string Name, string Way)? ByAllLines(ReadOnlySpan<byte> text)
    {
        int lines = 0;
        int braces = 0;
        int tuples = 0;
        int turtle = 0;
        int open = 0;
        int dimacs = 0;
        bool hasProblem = false;
        TextLines all = new(text);
        while (lines < LinesSeen && all.MoveNext())
        {
            ReadOnlySpan<byte> line = all.Current.Trim(" \t"u8);
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            lines++;
            byte last = line[^1];
            braces += (line[0] == '{' && last == '}') || (line[0] == '[' && last == ']') ? 1 : 0;
            tuples += line[0] == '(' && (last == ')' || line.EndsWith("),"u8)) ? 1 : 0;
            open += last is (byte)';' or (byte)',' && line.Length > 1 && line[^2] is (byte)' ' or (byte)'>' ? 1 : 0;
            turtle += last is (byte)';' or (byte)',' or (byte)'.' ? 1 : 0;
            hasProblem |= line.StartsWith("p "u8);
            dimacs += line.Length > 1 && line[1] == ' ' && "cpaen".Contains((char)line[0]) ? 1 : 0;
        }

        bool startsWithTerm = text.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
        bool Are(int count) => lines > 0 && count >= lines * NearlyAll;
        return Are(braces) ? ("JSON lines", "write its edges one a line, for example with jq and @tsv")
            : Are(tuples) ? ("a list of tuples, as Python and Spark print them", "write the parts with tabs between")
            : Are(turtle) && open > 0 && startsWithTerm ? ("Turtle", "write it as N-Triples with rapper or riot")
            : Are(dimacs) && hasProblem ? ("DIMACS' format", "take the last two columns of its lines 'e' or 'a'")
            : null;
    }
}
