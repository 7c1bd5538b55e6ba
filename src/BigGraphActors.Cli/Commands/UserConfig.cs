using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>Takes a user's own <c>akka</c> block out of a file, for users who need other times or log levels.</summary>
internal static class UserConfig
{
    /// <summary>What holds without any such block.</summary>
    public const string Quiet = "akka.loglevel = WARNING\n";

    /// <summary>The block as HOCON that every reader understands; quieter logs where it says nothing of them.</summary>
    /// <exception cref="SettingsException">When it sets what the node's own keys decide.</exception>
    public static string Of(string path)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        HoconObject root = HoconReader.Read(File.ReadAllText(path), path, options);
        if (root.FieldOf("akka") is not { } akka)
        {
            return Quiet;
        }

        SettingsProblem[] problems =
        [
            .. from key in ClusterNodeOptions.DecidedByNode
               let place = Find(root, key.Key)
               where place is not null
               select new SettingsProblem(place.Value, key.Key, $"is what {key.Value} decides; set that instead"),
        ];
        return problems.Length > 0
            ? throw new SettingsException(problems)
            : Quiet + HoconWriter.Write(new HoconObject(root.At, [akka]));
    }

    private static SourcePosition? Find(HoconObject root, string path)
    {
        HoconField? field = null;
        HoconObject? block = root;
        foreach (string name in path.Split('.'))
        {
            field = block?.FieldOf(name);
            block = field?.Value as HoconObject;
        }

        return field?.At;
    }
}
