using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json.Nodes;
using BigGraphActors.Cluster.Hosting;

namespace BigGraphActors.Cli.Commands;

/// <summary>Prints the program's version, and below it the version of Akka.NET that its nodes run on.</summary>
internal sealed class VersionAction(Option<bool> json) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        string version = typeof(VersionAction).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        output.WriteLine(parseResult.GetValue(json)
            ? new JsonObject { ["version"] = version, ["akka"] = AkkaVersion.Current }.ToJsonString()
            : $"{version}{Environment.NewLine}Akka.NET {AkkaVersion.Current}");
        return ExitCode.Done;
    }
}
