using System.IO.Hashing;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>An authenticated connection that moves frames between a socket and native memory.</summary>
/// <remarks>
/// Blocking calls on a thread of the caller's own: nothing of a transfer runs on the thread pool, which heartbeats
/// need, and no frame allocates. Used by one thread at a time; <see cref="Abort"/> may be called by any.
/// </remarks>
internal sealed class PlaneConnection : IDisposable
{
    /// <summary>The longest request, answer or reason; only bytes of tables and arrays are longer.</summary>
    public const int MaxControlBytes = 1 << 10;

    /// <summary>Bytes that are checked while they are still in the cache that the socket left them in.</summary>
    private const int PieceBytes = 1 << 18;

    private readonly DeadlineStream _stream;
    private readonly SslStream? _tls;
    private readonly byte[] _header = new byte[FrameHeader.ByteLength];
    private readonly byte[] _trailer = new byte[FrameHeader.TrailerLength];
    private readonly XxHash3 _checksum = new();

    /// <summary>A trailer that was not sent yet, and behind it the next header: one small packet in place of two.
    /// </summary>
    private readonly byte[] _joint = new byte[FrameHeader.TrailerLength + FrameHeader.ByteLength];
    private int _heldBack;

    private PlaneConnection(DeadlineStream stream, SslStream? tls)
    {
        _stream = stream;
        _tls = tls;
    }

    /// <summary>Dials a node and authenticates, each within its time.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Port of its data plane.</param>
    /// <param name="settings">Secret, certificate and times.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="PlaneException">When the node cannot be reached.</exception>
    /// <exception cref="PlaneRefusedException">When one of the two does not trust the other.</exception>
    public static PlaneConnection Dial(string host, int port, DataPlaneSettings settings, CancellationToken stop)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (stop.UnsafeRegister(static it => ((Socket)it!).Dispose(), socket))
            {
                ConnectWithin(socket, host, port, settings.HandshakeTimeout);
                return Authenticate(socket, settings, isServer: false);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw new PlaneException($"no data plane answers at {host}:{port}", failure);
        }
        catch
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Authenticates who has dialled in; disposes the socket when that fails.</summary>
    /// <exception cref="PlaneException">When it is not one of the cluster.</exception>
    public static PlaneConnection Accept(Socket socket, DataPlaneSettings settings)
    {
        try
        {
            socket.NoDelay = true;
            return Authenticate(socket, settings, isServer: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sets the time for everything until the next call of this.</summary>
    public void Allow(TimeSpan time, string purpose) => _stream.Allow(time, purpose);

    /// <summary>Sends a frame.</summary>
    /// <param name="kind">How the other side reads the payload.</param>
    /// <param name="payload">May be empty.</param>
    /// <param name="position">See <see cref="FrameHeader"/>.</param>
    /// <param name="detail">See <see cref="FrameHeader"/>.</param>
    public void Send(FrameKind kind, ReadOnlySpan<byte> payload, long position = 0, uint detail = 0)
    {
        SendAhead(kind, payload, position, detail);
        Write(_joint.AsSpan(0, FrameHeader.TrailerLength));
        _heldBack = 0;
    }

    /// <summary>Sends a frame but for its last bytes, which go with the next one; so the next must follow at once.
    /// </summary>
    public void SendAhead(FrameKind kind, ReadOnlySpan<byte> payload, long position = 0, uint detail = 0)
    {
        new FrameHeader(kind, payload.Length, position, detail).Write(_joint.AsSpan(_heldBack));
        Write(_joint.AsSpan(0, _heldBack + FrameHeader.ByteLength));
        _checksum.Reset();
        while (payload.Length > 0)
        {
            // The sum goes behind the payload: sending brings a piece into the cache, faster than summing would.
            ReadOnlySpan<byte> piece = payload[..Math.Min(PieceBytes, payload.Length)];
            Write(piece);
            _checksum.Append(piece);
            payload = payload[piece.Length..];
        }

        BitConverter.TryWriteBytes(_joint, _checksum.GetCurrentHashAsUInt64());
        _heldBack = FrameHeader.TrailerLength;
    }

    /// <summary>Sends a refusal.</summary>
    public void Refuse(TransferRefusal refusal, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(reason);
        Send(FrameKind.Refused, text.AsSpan(0, Math.Min(text.Length, MaxControlBytes)), 0, (uint)refusal);
    }

    /// <summary>Receives a header. The caller reads its payload by <see cref="ReceivePayload"/>.</summary>
    /// <exception cref="PlaneException">When the connection ended, or the header is damaged.</exception>
    public FrameHeader ReceiveHeader()
    {
        Fill(_header);
        return FrameHeader.Read(_header);
    }

    /// <summary>Receives a payload of the header's length and verifies it.</summary>
    /// <exception cref="PlaneException">When it is damaged.</exception>
    public void ReceivePayload(Span<byte> destination)
    {
        _checksum.Reset();
        while (destination.Length > 0)
        {
            int count = ReadSome(destination[..Math.Min(PieceBytes, destination.Length)]);
            _checksum.Append(destination[..count]);
            destination = destination[count..];
        }

        Fill(_trailer);
        if (BitConverter.ToUInt64(_trailer) != _checksum.GetCurrentHashAsUInt64())
        {
            throw new PlaneException("a frame arrived damaged: its checksum is another");
        }
    }

    /// <summary>Receives a frame that must be of one kind and length.</summary>
    /// <returns>The header of the received frame.</returns>
    /// <exception cref="PlaneRefusedException">When the other side refused instead.</exception>
    /// <exception cref="PlaneException">When it is another frame.</exception>
    public FrameHeader Receive(FrameKind expected, Span<byte> payload)
    {
        FrameHeader header = ReceiveHeader();
        if (header.Kind == FrameKind.Refused && header.Length <= MaxControlBytes)
        {
            byte[] text = new byte[header.Length];
            ReceivePayload(text);
            throw new PlaneRefusedException((TransferRefusal)header.Detail, Encoding.UTF8.GetString(text));
        }

        if (header.Kind != expected || header.Length != payload.Length)
        {
            throw new PlaneException(
                $"a frame of kind {(uint)header.Kind} with {header.Length} bytes came in place of {expected} "
                + $"with {payload.Length}");
        }

        ReceivePayload(payload);
        return header;
    }

    /// <summary>Ends the connection, and whatever call waits on it.</summary>
    public void Abort() => _stream.Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _tls?.Dispose();
    }

    private static void ConnectWithin(Socket socket, string host, int port, TimeSpan time)
    {
        using CancellationTokenSource limit = new(time);
        using (limit.Token.UnsafeRegister(static it => ((Socket)it!).Dispose(), socket))
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                socket.Connect(address, port);
            }
            else
            {
                socket.Connect(host, port);
            }
        }
    }

    private static PlaneConnection Authenticate(Socket socket, DataPlaneSettings settings, bool isServer)
    {
        DeadlineStream stream = new(socket);
        stream.Allow(settings.HandshakeTimeout, "the handshake");
        SslStream? tls = null;
        try
        {
            tls = isServer ? settings.Tls?.AsServer(stream) : settings.Tls?.AsClient(stream);
            if (isServer)
            {
                PlaneHandshake.AsServer((Stream?)tls ?? stream, settings.Secret);
            }
            else
            {
                PlaneHandshake.AsClient((Stream?)tls ?? stream, settings.Secret);
            }

            return new PlaneConnection(stream, tls);
        }
        catch (Exception failure) when (failure is AuthenticationException or CryptographicException
            || (failure is IOException and not PlaneException && settings.Tls is not null))
        {
            tls?.Dispose();
            throw new PlaneRefusedException(
                TransferRefusal.NotAuthenticated, $"no TLS with the other side: {failure.Message}", failure);
        }
        catch
        {
            tls?.Dispose();
            throw;
        }
    }

    private void Fill(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            destination = destination[ReadSome(destination)..];
        }
    }

    private int ReadSome(Span<byte> destination)
    {
        int count = _tls is null ? _stream.Read(destination) : _tls.Read(destination);
        return count > 0 ? count : throw new PlaneException("the other side ended the connection");
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_tls is null)
        {
            _stream.Write(bytes);
        }
        else
        {
            _tls.Write(bytes);
        }
    }
}

/// <summary>Thrown when the other side of a data-plane connection is gone, silent, or says what it must not.</summary>
/// <param name="message">What happened, for people.</param>
/// <param name="inner">The failure below, or none.</param>
internal class PlaneException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Thrown when the other side answered that it will not; asking again would not help.</summary>
/// <param name="refusal">The reason as the protocol knows it.</param>
/// <param name="message">The same for people.</param>
/// <param name="inner">The failure below, or none.</param>
internal sealed class PlaneRefusedException(TransferRefusal refusal, string message, Exception? inner = null)
    : PlaneException(message, inner)
{
    /// <summary>The reason as the protocol knows it.</summary>
    public TransferRefusal Refusal { get; } = refusal;
}

/// <summary>Why a transfer did not end with a whole table. The caller then reads the file.</summary>
internal enum TransferRefusal
{
    /// <summary>It did: the table is whole.</summary>
    None = 0,

    /// <summary>The holder does not know the ticket: it never made it, or it has been restarted.</summary>
    UnknownTicket = 1,

    /// <summary>The ticket was not used in time.</summary>
    Expired = 2,

    /// <summary>The ticket has done its work already.</summary>
    Used = 3,

    /// <summary>The holder no longer has the table: it lent it to its trainer, or let it go for room.</summary>
    Gone = 4,

    /// <summary>The table has another shape than the destination.</summary>
    Shape = 5,

    /// <summary>The holder cannot be reached, or the connection broke too often.</summary>
    Unreachable = 6,

    /// <summary>The secret or the certificate is not the other side's.</summary>
    NotAuthenticated = 7,

    /// <summary>The other side's disk, or the name of what should go there, does not allow it.</summary>
    Storage = 8,
}
