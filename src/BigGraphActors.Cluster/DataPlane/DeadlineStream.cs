using System.Net.Sockets;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>A blocking socket as a stream whose reads and writes must all be done by a deadline.</summary>
/// <remarks>
/// The socket's own timeout bounds each call; the deadline bounds what a peer can stretch by sending a byte at a time.
/// Used by one thread; <see cref="Abort"/> may be called by any, and ends a blocked call.
/// </remarks>
internal sealed class DeadlineStream(Socket socket) : Stream
{
    private long _deadline = long.MaxValue;
    private string _purpose = "";
    private int _callMilliseconds;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sets the time by which everything until the next call of this must be done.</summary>
    /// <param name="time">Time from this call on.</param>
    /// <param name="purpose">What is waited for, for the message when it does not come.</param>
    /// <exception cref="PlaneException">When the connection was aborted.</exception>
    public void Allow(TimeSpan time, string purpose)
    {
        int milliseconds = Math.Max(1, (int)time.TotalMilliseconds);
        _deadline = Environment.TickCount64 + milliseconds;
        _purpose = purpose;
        if (_callMilliseconds == milliseconds)
        {
            return;
        }

        try
        {
            socket.ReceiveTimeout = milliseconds;
            socket.SendTimeout = milliseconds;
            _callMilliseconds = milliseconds;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed(failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PlaneException">When the peer is gone or silent.</exception>
    public override int Read(Span<byte> buffer)
    {
        CheckDeadline();
        try
        {
            return socket.Receive(buffer, SocketFlags.None);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed(failure);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="PlaneException">When the peer is gone, or takes nothing.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            CheckDeadline();
            try
            {
                buffer = buffer[socket.Send(buffer, SocketFlags.None)..];
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                throw Failed(failure);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Every write goes to the socket at once.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends the connection, and whatever call waits on it.</summary>
    public void Abort() => socket.Dispose();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckDeadline()
    {
        if (Environment.TickCount64 >= _deadline)
        {
            throw new PlaneException($"no end of {_purpose} in time");
        }
    }

    private PlaneException Failed(Exception failure) =>
        failure is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }
            ? new PlaneException($"no end of {_purpose} in time", failure)
            : new PlaneException($"the connection broke during {_purpose}", failure);
}
