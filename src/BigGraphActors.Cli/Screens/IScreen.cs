using System.Text.Json.Nodes;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What a verb has to say at its end, in its two forms: for a person and for a program.</summary>
internal interface IScreen
{
    /// <summary>Draws tables and lines for a person.</summary>
    void Draw(IAnsiConsole console);

    /// <summary>The same facts as one JSON object with keys in snake_case.</summary>
    JsonObject Facts();
}
