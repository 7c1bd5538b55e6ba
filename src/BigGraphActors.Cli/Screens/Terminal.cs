using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    /// <param name="output">Takes results and help.</param>
    /// <param name="error">Takes everything else. A failure of this writer is never a failure of the work.</param>
    /// <param name="outputIsWindow">Whether a person sees the first one.</param>
    /// <param name="errorIsWindow">Whether a person sees the second one.</param>
    /// <param name="columns">Width of the screen; none takes that of the window, or a fixed one.</param>
    public Terminal(
        TextWriter output, TextWriter error, bool outputIsWindow, bool errorIsWindow, int? columns = null)
    {
        Out = output;
        Error = TextWriter.Synchronized(new UnfailingWriter(error));
        Columns = columns ?? (outputIsWindow ? WindowColumns() : FixedWidth);
        Screen = NewConsole(output, outputIsWindow, Columns);
        Progress = new ProgressLine(Error, errorIsWindow, TimeProvider.System, WindowColumns);
    }

    /// <summary>Results and help.</summary>
    public TextWriter Out { get; private set; }

    /// <summary>Everything else; safe for several threads.</summary>
    public TextWriter Error { get; }

    /// <summary>One JSON object instead of tables.</summary>
    public bool Json { get; set; }

    /// <summary>Width of the screen that results and help are shown on.</summary>
    public int Columns { get; }

    /// <summary>Where tables are drawn.</summary>
    public IAnsiConsole Screen { get; private set; }

    /// <summary>The line that changes while work goes on; silent unless a person watches.</summary>
    public ProgressLine Progress { get; }

    /// <summary>The process's own streams.</summary>
    /// <remarks>
    /// From then on whatever a library prints goes to the error stream: standard output carries results alone. A
    /// stream that was closed when the process began takes nothing.
    /// </remarks>
    public static Terminal OfProcess()
    {
        // Windows would otherwise write redirected text in a code page that lacks the tables' lines.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool hasOutput = StandardStreams.IsOpen(StandardStreams.Output);
        bool hasError = StandardStreams.IsOpen(StandardStreams.Error);
        Terminal terminal = new(
            hasOutput ? Console.Out : TextWriter.Null,
            hasError ? Console.Error : TextWriter.Null,
            hasOutput && !Console.IsOutputRedirected,
            hasError && !Console.IsErrorRedirected);
        Console.SetOut(terminal.Error);
        Console.SetError(terminal.Error);
        return terminal;
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

    /// <summary>Standard output has taken the content of a file: what is shown goes to the error stream.</summary>
    public void LeaveOutput()
    {
        Out = Error;
        Screen = NewConsole(Error, isWindow: false, Columns);
    }

    /// <summary>Says one line that is no result.</summary>
    public void Note(string line)
    {
        Progress.Clear();
        Error.WriteLine(Tables.Visible(line));
    }

    // A terminal may not know its own width, as one that was just attached to a container.
    private static int WindowColumns() => Console.WindowWidth is > 0 and int columns ? columns : FixedWidth;

    private static IAnsiConsole NewConsole(TextWriter writer, bool isWindow, int columns)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isWindow ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isWindow ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = columns;
        if (!isWindow)
        {
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}

/// <summary>What a verb has to say at its end, in its two forms: for a person and for a program.</summary>
internal interface IScreen
{
    /// <summary>Draws tables and lines for a person.</summary>
    void Draw(IAnsiConsole console);

    /// <summary>The same facts as one JSON object with keys in snake_case.</summary>
    JsonObject Facts();
}

/// <summary>Tells whether a standard stream was given to this process, or was closed when it began.</summary>
/// <remarks>
/// Where a stream is closed (<c>2&gt;&amp;-</c>), the runtime's first own file takes its number: what is written to it
/// then goes to a pipe or a file of the runtime. A file of the runtime closes itself in child processes; a stream that
/// came from the parent cannot.
/// </remarks>
internal static class StandardStreams
{
    /// <summary>Number of standard input.</summary>
    public const int Input = 0;

    /// <summary>Number of standard output.</summary>
    public const int Output = 1;

    /// <summary>Number of the error stream.</summary>
    public const int Error = 2;

    private const int GetDescriptorFlags = 1;
    private const int ClosesInChildren = 1;
    private const int GetStatusFlags = 3;
    private const int AccessMode = 3;
    private const int ReadOnly = 0;

    /// <summary>Whether the stream came from the parent; Windows knows no other case.</summary>
    public static bool IsOpen(int stream)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        int descriptor = Control(stream, GetDescriptorFlags, 0);
        int status = Control(stream, GetStatusFlags, 0);
        bool isWritten = stream != Input;
        return descriptor >= 0
            && (descriptor & ClosesInChildren) == 0
            && !(isWritten && (status & AccessMode) == ReadOnly);
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command, int argument);
}

/// <summary>Passes text on, and drops it where that fails: a full or closed error stream must not end a run.</summary>
internal sealed class UnfailingWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or ObjectDisposedException)
        {
            // There is nobody left to tell.
        }
    }
}
