using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>
/// The two streams of the program: results go to the first, everything said on the way to the second.
/// </summary>
/// <remarks>
/// A result is a table where a person reads it, and one JSON object on one line where <see cref="Json"/> is asked for.
/// Safe for calls from several threads on <see cref="Note"/> and <see cref="Progress"/>.
/// </remarks>
internal sealed class Terminal
{
    /// <summary>Columns of a screen that goes to no window, so that files look the same everywhere.</summary>
    public const int FixedWidth = 100;

    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Wraps two writers; the caller keeps them.</summary>
    public Terminal(TextWriter output, TextWriter error, bool outputIsWindow, bool errorIsWindow)
    {
        Out = output;
        Error = TextWriter.Synchronized(error);
        Screen = NewConsole(output, outputIsWindow);
        Progress = new ProgressLine(Error, errorIsWindow, TimeProvider.System, () => Console.WindowWidth);
    }

    /// <summary>Results and help.</summary>
    public TextWriter Out { get; }

    /// <summary>Everything else; safe for several threads.</summary>
    public TextWriter Error { get; }

    /// <summary>One JSON object instead of tables.</summary>
    public bool Json { get; set; }

    /// <summary>Where tables are drawn.</summary>
    public IAnsiConsole Screen { get; }

    /// <summary>The line that changes while work goes on; silent unless a person watches.</summary>
    public ProgressLine Progress { get; }

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        // Windows would otherwise write redirected text in a code page that lacks the tables' lines.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }

    /// <summary>Shows the result of a verb.</summary>
    public void Show(IScreen screen)
    {
        Progress.Clear();
        if (Json)
        {
            Out.WriteLine(screen.Facts().ToJsonString(OneLine));
        }
        else
        {
            screen.Draw(Screen);
        }

        Out.Flush();
    }

    /// <summary>Shows a part of a result to a person; programs wait for the whole.</summary>
    public void ShowPart(IScreen screen)
    {
        if (!Json)
        {
            Show(screen);
        }
    }

    /// <summary>Says one line that is no result.</summary>
    public void Note(string line)
    {
        Progress.Clear();
        Error.WriteLine(line);
    }

    private static IAnsiConsole NewConsole(TextWriter writer, bool isWindow)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isWindow ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isWindow ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isWindow)
        {
            console.Profile.Width = FixedWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
