using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Cli.Commands;

/// <summary>Takes a user's own <c>akka</c> block out of a file, for whoever needs other times or log levels.</summary>
internal static class UserConfig
{
    /// <summary>What holds without any such block.</summary>
    public const string Quiet = "akka.loglevel = WARNING\n";

    /// <summary>The block as HOCON that every reader understands; quieter logs where it says nothing of them.</summary>
    public static string Of(string path)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        HoconObject root = HoconReader.Read(File.ReadAllText(path), path, options);
        return root.FieldOf("akka") is { } akka
            ? Quiet + HoconWriter.Write(new HoconObject(root.At, [akka]))
            : Quiet;
    }
}
