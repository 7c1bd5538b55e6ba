using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Security;

/// <summary>The certificates of a node: for its messages and for its data plane.</summary>
/// <remarks>
/// Both sides of a connection show a certificate, and both check the other's. Nodes are known by the cluster's own
/// authority and not by their names, so that host names are not compared. Without an authority a peer must show the
/// very certificate that this node has: one certificate for the whole cluster.
/// </remarks>
internal sealed class ClusterTls
{
    private const string TargetName = "biggraph";

    private readonly X509Certificate2Collection _authorities;

    /// <summary>Uses certificates in memory.</summary>
    /// <param name="certificate">This node's, with its private key.</param>
    /// <param name="authorities">Roots that a peer's certificate may come from; empty to ask for the same
    /// certificate.</param>
    public ClusterTls(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException($"certificate {certificate.Subject} has no private key");
        }

        Certificate = certificate;
        _authorities = authorities;
    }

    /// <summary>The node's own certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a node's settings ask for; null where they name no certificate.</summary>
    /// <exception cref="SettingsException">When a file cannot be read, or the cluster's own rules refuse the node's
    /// certificate.</exception>
    public static ClusterTls? Of(NodeSettings node) => node.TlsCertificate is { } certificate
        ? FromFiles(certificate, node.TlsKey ?? certificate, node.TlsAuthority)
        : null;

    /// <summary>Reads PEM files, and checks that the other nodes will take the certificate.</summary>
    /// <param name="certificateFile">The node's certificate.</param>
    /// <param name="keyFile">Its private key.</param>
    /// <param name="authorityFile">The cluster's authority; null to ask peers for the same certificate.</param>
    /// <exception cref="SettingsException">When a file is not what it should be; names it.</exception>
    public static ClusterTls FromFiles(string certificateFile, string keyFile, string? authorityFile)
    {
        X509Certificate2Collection authorities = [];
        if (authorityFile is not null)
        {
            Read(authorityFile, () => authorities.ImportFromPemFile(authorityFile));
            if (authorities.Count == 0)
            {
                throw Refused(authorityFile, "no certificate in PEM is in it");
            }
        }

        X509Certificate2? own = null;
        string files = keyFile == certificateFile ? certificateFile : $"{certificateFile} with the key {keyFile}";
        Read(files, () => own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        ClusterTls tls = new(own!, authorities);
        return tls.ObjectionTo(own!) is { } objection ? throw Refused(certificateFile, objection) : tls;
    }

    /// <summary>Why a certificate is not one of this cluster's; null when it is.</summary>
    /// <param name="shown">What a peer has shown.</param>
    /// <param name="sent">The chain that came with it, from which certificates between it and the authority are
    /// taken.</param>
    public string? ObjectionTo(X509Certificate2 shown, X509Chain? sent = null)
    {
        DateTime now = DateTime.UtcNow;
        if (shown.NotAfter.ToUniversalTime() < now)
        {
            return $"certificate {shown.Subject} has expired on {Day(shown.NotAfter)}";
        }

        if (shown.NotBefore.ToUniversalTime() > now)
        {
            return $"certificate {shown.Subject} is valid only from {Day(shown.NotBefore)}";
        }

        if (_authorities.Count == 0)
        {
            return shown.RawDataMemory.Span.SequenceEqual(Certificate.RawDataMemory.Span)
                ? null
                : $"certificate {shown.Subject} is not the one that all nodes of the cluster share";
        }

        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        if (own.Build(shown))
        {
            return null;
        }

        bool isLate = own.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid);
        return isLate
            ? $"the authority of certificate {shown.Subject} has expired"
            : $"certificate {shown.Subject} does not come from the cluster's authority (tls-authority)";
    }

    /// <summary>Wraps what a client has dialled.</summary>
    /// <exception cref="AuthenticationException">When the server's certificate is not the cluster's.</exception>
    public SslStream AsClient(Stream inner) => Authenticated(inner, (stream, isTrusted) =>
        stream.AuthenticateAsClient(ClientOptions(isTrusted)));

    /// <summary>Wraps what a server has accepted.</summary>
    /// <exception cref="AuthenticationException">When the client's certificate is not the cluster's.</exception>
    public SslStream AsServer(Stream inner) => Authenticated(inner, (stream, isTrusted) =>
        stream.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = isTrusted,
        }));

    /// <summary>How a client shows this node's certificate.</summary>
    /// <param name="isTrusted">Decides about the server's.</param>
    public SslClientAuthenticationOptions ClientOptions(RemoteCertificateValidationCallback isTrusted) => new()
    {
        TargetHost = TargetName,
        ClientCertificates = [Certificate],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = isTrusted,
    };

    private SslStream Authenticated(Stream inner, Action<SslStream, RemoteCertificateValidationCallback> authenticate)
    {
        string? objection = null;
        SslStream stream = new(inner, leaveInnerStreamOpen: true);
        try
        {
            authenticate(stream, (_, shown, chain, _) =>
            {
                objection = shown is X509Certificate2 certificate
                    ? ObjectionTo(certificate, chain)
                    : "no certificate was shown";
                return objection is null;
            });
            return stream;
        }
        catch (AuthenticationException) when (objection is not null)
        {
            stream.Dispose();
            throw new AuthenticationException(objection);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void Read(string files, Action read)
    {
        try
        {
            read();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Refused(files, failure.Message);
        }
    }

    private static string Day(DateTime local) =>
        local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static SettingsException Refused(string file, string text) =>
        new([new SettingsProblem(SourcePosition.Of(file), "", text)]);
}
