using Akka.Configuration;

namespace BigGraphActors.ActorRuntime.Tests.Configuration;

/// <summary><c>hocon/cluster.conf</c>, as the nodes of a cluster are started with it.</summary>
internal static class ShippedSettings
{
    private const string Mark = "# Akka.NET only";

    public static string Text { get; } = Read();

    public static Config Config => ConfigurationFactory.ParseString(Text);

    /// <summary>Paths of all values; marked are those that the file says the subset ignores.</summary>
    public static IEnumerable<(string Path, bool Marked)> Paths()
    {
        var above = new Stack<(string Path, bool Marked)>();
        foreach (var line in Text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0))
        {
            if (line[0] == '#')
            {
                continue;
            }

            if (line[0] == '}')
            {
                above.Pop();
                continue;
            }

            var parent = above.Count > 0 ? above.Peek() : (Path: "", Marked: false);
            var marked = parent.Marked || line.Contains(Mark, StringComparison.Ordinal);
            var path = parent.Path + (parent.Path.Length > 0 ? "." : "") + line.Split([' ', '=', '{'], 2)[0];
            if (line.Split('#')[0].TrimEnd().EndsWith('{'))
            {
                above.Push((path, marked));
            }
            else
            {
                yield return (path, marked);
            }
        }
    }

    private static string Read()
    {
        using var stream = typeof(ShippedSettings).Assembly.GetManifestResourceStream("cluster.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
