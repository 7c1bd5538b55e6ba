using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace BigGraphActors.Cluster.Security;

/// <summary>Finds out why a node cannot join, where the cause does not pass by waiting.</summary>
/// <remarks>
/// Akka.Remote sees only connections that end. The probe dials the seed node as a TLS client, and tells apart: nobody
/// listens (the seed node may come), it speaks TLS and this node does not, this node does and it does not, one of
/// the two does not take the other's certificate. Under TLS 1.3 a server's refusal comes behind the handshake, as an
/// alert or as the end of the connection: a server that takes the certificate waits for the client to speak first.
/// </remarks>
internal static class SeedProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What keeps the two apart; null when nothing does, or nobody answers.</summary>
    /// <param name="seed">A seed node, as <c>host:port</c>.</param>
    /// <param name="tls">This node's certificates; null without.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<string?> FindObstacleAsync(string seed, ClusterTls? tls, CancellationToken stop)
    {
        using TcpClient client = new();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            int colon = seed.LastIndexOf(':');
            await client.ConnectAsync(seed[..colon].Trim('[', ']'), int.Parse(seed.AsSpan(colon + 1)), limit.Token)
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return null;
        }

        NetworkStream stream = client.GetStream();
        return tls is null
            ? await AskWithoutAsync(seed, stream, limit.Token).ConfigureAwait(false)
            : await AskWithAsync(seed, stream, tls, limit.Token).ConfigureAwait(false);
    }

    private static async Task<string?> AskWithoutAsync(string seed, NetworkStream stream, CancellationToken stop)
    {
        bool hasAnswered = false;
        using SslStream secured = new(stream);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = "biggraph",
            RemoteCertificateValidationCallback = (_, _, _, _) =>
            {
                hasAnswered = true;
                return false;
            },
        };
        try
        {
            await secured.AuthenticateAsClientAsync(options, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            // It ends in any case; what counts is whether a certificate came.
        }

        return hasAnswered
            ? $"the seed node at {seed} speaks TLS and this node has no certificate: set node.tls-certificate, "
                + "node.tls-key and node.tls-authority"
            : null;
    }

    private static async Task<string?> AskWithAsync(
        string seed, NetworkStream stream, ClusterTls tls, CancellationToken stop)
    {
        string? objection = null;
        bool hasAnswered = false;
        using SslStream secured = new(stream);
        try
        {
            await secured.AuthenticateAsClientAsync(
                tls.ClientOptions((_, shown, chain, _) =>
                {
                    hasAnswered = true;
                    objection = shown is X509Certificate2 certificate ? tls.ObjectionTo(certificate, chain) : null;
                    return objection is null;
                }),
                stop).ConfigureAwait(false);
            int count = await secured.ReadAsync(new byte[1], stop).ConfigureAwait(false);
            return count == 0 ? Refusal(seed, tls) : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception failure) when (IsOfConnection(failure))
        {
            return objection is not null
                ? $"the seed node at {seed} is not of this node's cluster: {objection}"
                : hasAnswered
                    ? Refusal(seed, tls)
                    : $"the seed node at {seed} does not speak TLS, and this node has certificates "
                        + "(node.tls-certificate)";
        }
    }

    private static string Refusal(string seed, ClusterTls tls) =>
        $"the seed node at {seed} does not take this node's certificate {tls.Certificate.Subject} "
        + $"(valid to {tls.Certificate.NotAfter:yyyy-MM-dd})";

    private static bool IsOfConnection(Exception failure) =>
        failure is IOException or AuthenticationException or OperationCanceledException or SocketException;
}
