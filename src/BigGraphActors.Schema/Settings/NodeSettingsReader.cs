using System.Text.RegularExpressions;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Reads what a node is told, from a file that need not describe a run.</summary>
public static partial class NodeSettingsReader
{
    private static readonly string[] KnownRoles =
        [NodeSettings.SeedRole, NodeSettings.WorkerRole, NodeSettings.PartitionServerRole];

    /// <summary>Reads the block <c>biggraph.node</c>; other keys of the file are left to other readers.</summary>
    /// <param name="path">HOCON.</param>
    /// <param name="overrides">Texts <c>node.key=value</c>; those of other keys are left to other readers.</param>
    /// <exception cref="SettingsException">When the file cannot be read or used; names all problems.</exception>
    public static NodeSettings ReadFile(string path, IReadOnlyList<string>? overrides = null) =>
        Read(SettingsFile.Read(path), path, overrides);

    /// <summary>Reads a text.</summary>
    /// <param name="text">HOCON; may be empty.</param>
    /// <param name="source">Its name in messages; includes are relative to the folder in it.</param>
    /// <param name="overrides">As for <see cref="ReadFile"/>.</param>
    /// <exception cref="SettingsException">When the text cannot be used; names all problems.</exception>
    public static NodeSettings Read(string text, string source, IReadOnlyList<string>? overrides = null)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        return Read(HoconReader.Read(text, source, options), overrides);
    }

    /// <summary>
    /// Takes the block from values that were read already; without one, all keys have their defaults.
    /// </summary>
    /// <exception cref="SettingsException">When the values cannot be used; names all problems.</exception>
    public static NodeSettings Read(HoconObject root, IReadOnlyList<string>? overrides = null)
    {
        HoconObject run = root.FieldOf(SettingsRoot.BlockName)?.Value as HoconObject ?? root;
        SettingsReport report = new(run.At);
        foreach (string change in (overrides ?? []).Where(IsOfNode))
        {
            run = SettingsOverride.Apply(run, change, report);
        }

        HoconObject node = run.FieldOf(RunKeys.NodeBlock)?.Value as HoconObject ?? new HoconObject(run.At, []);
        NodeSettings settings = new SettingsBinder(report).ReadNode(node);
        Check(settings, node, report);
        report.ThrowIfRefused();
        return settings;
    }

    private static void Check(NodeSettings settings, HoconObject node, SettingsReport report)
    {
        foreach (string role in settings.Roles.Except(KnownRoles))
        {
            report.Refuse(node.At, "roles", $"'{role}' is no role; there are {string.Join(", ", KnownRoles)}");
        }

        foreach (string seed in settings.SeedNodes.Where(seed => !Endpoint.Is(seed)))
        {
            report.Refuse(node.At, "seed-nodes", $"'{seed}' is no {Endpoint.Form}");
        }

        if (!ClusterName().IsMatch(settings.Cluster))
        {
            report.Refuse(
                node.At,
                "cluster",
                $"'{settings.Cluster}' is no name: letters, digits, '-' and '_', and neither of these first");
        }

        foreach ((string key, string problem) in NodeExposure.ProblemsOf(settings))
        {
            report.Refuse(node.At, key, problem);
        }

        if (DurabilityText.CopiesOf(settings.Durability) is null)
        {
            report.Refuse(
                node.At,
                "durability",
                $"'{settings.Durability}' is no durability; there are shared and replicate(N) with N from 2");
        }
        else if (settings.CountCopies() > 0 && settings.Roles.Contains(NodeSettings.SeedRole)
            && settings.SeedNodes.Except([settings.ToSeedAddress()]).Any())
        {
            report.Refuse(
                node.At,
                "seed-nodes",
                $"with durability = {settings.Durability} the ledger is on the disk of the one seed node, "
                + $"{settings.ToSeedAddress()}; there cannot be others: {string.Join(", ", settings.SeedNodes)}");
        }
    }

    private static bool IsOfNode(string change) =>
        change.StartsWith(RunKeys.NodeBlock + ".", StringComparison.Ordinal)
        || change.StartsWith($"{SettingsRoot.BlockName}.{RunKeys.NodeBlock}.", StringComparison.Ordinal);

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_-]*$")]
    private static partial Regex ClusterName();
}
