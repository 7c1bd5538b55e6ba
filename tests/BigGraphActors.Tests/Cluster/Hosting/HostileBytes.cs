using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>What strangers say to a node's port for messages: other protocols, noise, and lengths that lie.</summary>
internal static class HostileBytes
{
    private const int Much = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One of each kind; the same seed gives the same bytes.</summary>
    public static IEnumerable<byte[]> OfEachKind(int seed)
    {
        Random random = new(seed);
        byte[] noise = new byte[random.Next(1, Much)];
        random.NextBytes(noise);
        byte[] hello = [0x16, 0x03, 0x01, 0x00, 0xC8, 0x01, 0x00, 0x00, 0xC4, 0x03, 0x03, .. new byte[190]];
        return
        [
            noise,
            [.. Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n"), .. new byte[Much]],
            hello,
            Frame(int.MaxValue, Much),
            Frame(-1 - random.Next(int.MaxValue), Much),
            Frame(100_000, random.Next(100_000)),
        ];
    }

    /// <summary>Says it all, or as much as the other side will hear.</summary>
    public static void Say(TcpClient client, byte[] bytes)
    {
        try
        {
            client.GetStream().Write(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is IOException or SocketException)
        {
            // To be thrown out is what was to be seen.
        }
    }

    /// <summary>Waits until the other side has ended the connection.</summary>
    public static bool HasEnded(TcpClient client)
    {
        try
        {
            client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            byte[] answer = new byte[1024];
            while (client.GetStream().Read(answer) > 0)
            {
            }

            return true;
        }
        catch (IOException failure)
        {
            return failure.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut };
        }
        catch (InvalidOperationException)
        {
            // It had ended before.
            return true;
        }
    }

    /// <summary>A frame that announces a length (Akka.NET's numbers are little endian) and has another.</summary>
    private static byte[] Frame(int announced, int bytes)
    {
        byte[] frame = new byte[sizeof(int) + bytes];
        BinaryPrimitives.WriteInt32LittleEndian(frame, announced);
        return frame;
    }
}
