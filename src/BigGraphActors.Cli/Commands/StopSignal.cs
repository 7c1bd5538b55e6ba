using System.Runtime.InteropServices;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// Turns Ctrl-C, the system's wish to end and the end of the terminal into a token; the same signal a second time ends
/// the process at once. A hang-up that <c>nohup</c> has switched off stays so.
/// </summary>
/// <remarks>
/// SIGTERM behind Ctrl-C does not: the nodes of <c>cluster up</c> get Ctrl-C from the terminal, as their parent does,
/// and then the parent's SIGTERM.
/// </remarks>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile int _came;
    private volatile int _first;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
    ];

    /// <summary>Signalled by the first of them.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the first of them was SIGTERM, or the end of the terminal, which means the same.</summary>
    public bool IsTermination => _first is (int)PosixSignal.SIGTERM or (int)PosixSignal.SIGHUP;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    /// <summary>Is called by the system, on a thread of its own; perhaps while the program ends by itself.</summary>
    /// <remarks>
    /// A person or script that stops the program may remove its files at once. So the token is signalled without delay:
    /// nothing here has to be compiled first.
    /// </remarks>
    internal void Handle(PosixSignalContext context)
    {
        Interlocked.CompareExchange(ref _first, (int)context.Signal, 0);
        int mark = 1 << -(int)context.Signal;
        bool isRepeated = (Interlocked.Or(ref _came, mark) & mark) != 0;

        // Not cancelling the signal lets the system's own answer happen: the process ends.
        context.Cancel = !isRepeated;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Everything is done already.
        }
    }
}
