using System.Runtime.InteropServices;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// Turns Ctrl-C, the system's wish to end and the end of the terminal into a token; the second signal ends the process
/// at once. A hang-up that <c>nohup</c> has switched off stays so.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
    ];

    /// <summary>Signalled by the first of them.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // Not cancelling the signal lets the system's own answer happen: the process ends.
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
