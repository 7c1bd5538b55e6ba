using System.Security.Cryptography;
using System.Text;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Both sides prove that they know the secret, without sending it.</summary>
/// <remarks>
/// client: 8 bytes name and wire version, 32 random bytes · server: 32 random bytes · client: HMAC-SHA256 over
/// "client", both random parts · server: the same over "server". All lengths are fixed: nothing that a stranger sends
/// is taken for a length. The client proves first, so that a probe gets nothing to guess the secret from.
/// </remarks>
internal static class PlaneHandshake
{
    private const int NonceLength = 32;
    private const int ProofLength = 32;

    private const string WhenEndedAtOnce =
        "the data plane ended the connection at once: is only one side on TLS, or is the other of another version?";

    private static ReadOnlySpan<byte> Name => "BGAplan2"u8;

    /// <summary>The side that dialled.</summary>
    /// <exception cref="PlaneRefusedException">When the other side does not know the secret, or says that this one does
    /// not.</exception>
    public static void AsClient(Stream stream, string secret)
    {
        Span<byte> nonces = stackalloc byte[2 * NonceLength];
        RandomNumberGenerator.Fill(nonces[..NonceLength]);
        Span<byte> hello = stackalloc byte[Name.Length + NonceLength];
        Name.CopyTo(hello);
        nonces[..NonceLength].CopyTo(hello[Name.Length..]);
        stream.Write(hello);
        Fill(stream, nonces[NonceLength..], WhenEndedAtOnce);
        stream.Write(Proof(secret, "client", nonces));
        Span<byte> answer = stackalloc byte[ProofLength];
        Fill(stream, answer, "the other node does not take this node's secret for its own");
        if (!CryptographicOperations.FixedTimeEquals(answer, Proof(secret, "server", nonces)))
        {
            throw new PlaneRefusedException(
                TransferRefusal.NotAuthenticated, "the other node does not know this node's secret");
        }
    }

    /// <summary>The side that listened.</summary>
    /// <exception cref="PlaneException">When the other side is no data plane, or does not know the secret.</exception>
    public static void AsServer(Stream stream, string secret)
    {
        Span<byte> name = stackalloc byte[Name.Length];
        Fill(stream, name, "the connection ended before it said anything");
        if (!name.SequenceEqual(Name))
        {
            throw new PlaneException(Stranger(name));
        }

        Span<byte> nonces = stackalloc byte[2 * NonceLength];
        Fill(stream, nonces[..NonceLength], "the connection ended in its handshake");
        RandomNumberGenerator.Fill(nonces[NonceLength..]);
        stream.Write(nonces[NonceLength..]);
        Span<byte> proof = stackalloc byte[ProofLength];
        Fill(stream, proof, "the connection ended in its handshake");
        if (!CryptographicOperations.FixedTimeEquals(proof, Proof(secret, "client", nonces)))
        {
            throw new PlaneRefusedException(TransferRefusal.NotAuthenticated, "the other side has another secret");
        }

        stream.Write(Proof(secret, "server", nonces));
    }

    /// <summary>Says who sent another name: a node of another wire version, or no node at all.</summary>
    private static string Stranger(ReadOnlySpan<byte> name) => name.StartsWith(Name[..^1])
        ? $"the other node speaks wire version {(char)name[^1]} of the data plane, this one {(char)Name[^1]}: "
            + "run the same version of the program on all nodes"
        : "the first bytes are not those of a data plane";

    private static byte[] Proof(string secret, string side, ReadOnlySpan<byte> nonces)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(side), .. nonces];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text);
    }

    private static void Fill(Stream stream, Span<byte> destination, string whenEnded)
    {
        while (destination.Length > 0)
        {
            int count = stream.Read(destination);
            if (count == 0)
            {
                throw new PlaneRefusedException(TransferRefusal.NotAuthenticated, whenEnded);
            }

            destination = destination[count..];
        }
    }
}
