using System.Text;

namespace BigGraphActors.Cli.Screens;

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
