namespace BigGraphActors.Cli.Commands;

/// <summary>Turns the end of standard input into a wish to stop: the parent has died, however it died.</summary>
/// <remarks>
/// The system closes the parent's end of the pipe, also after kill -9 and on every system. A node that cannot leave in
/// good order within <see cref="Farewell"/> ends all the same: there is nobody left who would end it.
/// </remarks>
internal sealed class InputEnd : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _token;
    private readonly ManualResetEventSlim _hasEnded = new();

    /// <param name="stop">Other wishes to stop.</param>
    public InputEnd(CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _token = _stop.Token;
        new Thread(Watch) { IsBackground = true, Name = "parent-watch" }.Start();
    }

    /// <summary>Signalled by the end of the input, or by the other wishes.</summary>
    public CancellationToken Token => _token;

    public void Dispose()
    {
        _hasEnded.Set();
        _stop.Dispose();
    }

    private void Watch()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] ignored = new byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }

            _stop.Cancel();
        }
        catch (IOException)
        {
            // As good as its end.
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The node has ended by itself.
        }

        if (!_hasEnded.Wait(Farewell))
        {
            Environment.Exit(ExitCode.Failed);
        }
    }
}
