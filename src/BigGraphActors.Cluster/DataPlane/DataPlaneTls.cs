using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>TLS of the data plane: both sides show a certificate, and both check the other's.</summary>
/// <remarks>
/// Nodes are known by the cluster's own authority and not by their names, so that host names are not compared. Without
/// an authority a peer must show the very certificate that this node has: one certificate for the whole cluster.
/// </remarks>
internal sealed class DataPlaneTls
{
    private const string TargetName = "biggraph";
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities;

    /// <summary>Uses certificates in memory.</summary>
    /// <param name="certificate">This node's, with its private key.</param>
    /// <param name="authorities">Roots that a peer's certificate may come from; empty to ask for the same
    /// certificate.</param>
    public DataPlaneTls(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        if (!certificate.HasPrivateKey)
        {
            throw new ArgumentException($"certificate {certificate.Subject} has no private key");
        }

        _certificate = certificate;
        _authorities = authorities;
    }

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificateFile">The node's certificate.</param>
    /// <param name="keyFile">Its private key.</param>
    /// <param name="authorityFile">The cluster's authority; null to ask peers for the same certificate.</param>
    /// <exception cref="IOException">When a file is not what it should be; names it.</exception>
    public static DataPlaneTls FromFiles(string certificateFile, string keyFile, string? authorityFile)
    {
        X509Certificate2Collection authorities = [];
        if (authorityFile is not null)
        {
            Read(authorityFile, () => authorities.ImportFromPemFile(authorityFile));
            if (authorities.Count == 0)
            {
                throw new IOException($"{authorityFile}: no certificate in PEM is in it");
            }
        }

        X509Certificate2? own = null;
        string files = keyFile == certificateFile ? certificateFile : $"{certificateFile} with the key {keyFile}";
        Read(files, () => own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        return new DataPlaneTls(own!, authorities);
    }

    /// <summary>Wraps what a client has dialled.</summary>
    /// <exception cref="AuthenticationException">When the server's certificate is not the cluster's.</exception>
    public SslStream AsClient(Stream inner) => Authenticated(inner, stream => stream.AuthenticateAsClient(
        new SslClientAuthenticationOptions
        {
            TargetHost = TargetName,
            ClientCertificates = [_certificate],
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = IsTrusted,
        }));

    /// <summary>Wraps what a server has accepted.</summary>
    /// <exception cref="AuthenticationException">When the client's certificate is not the cluster's.</exception>
    public SslStream AsServer(Stream inner) => Authenticated(inner, stream => stream.AuthenticateAsServer(
        new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = IsTrusted,
        }));

    private static SslStream Authenticated(Stream inner, Action<SslStream> authenticate)
    {
        SslStream stream = new(inner, leaveInnerStreamOpen: true);
        try
        {
            authenticate(stream);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private bool IsTrusted(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate)
        {
            return false;
        }

        if (_authorities.Count == 0)
        {
            return certificate.RawDataMemory.Span.SequenceEqual(_certificate.RawDataMemory.Span);
        }

        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(certificate);
    }

    private static void Read(string files, Action read)
    {
        try
        {
            read();
        }
        catch (CryptographicException failure)
        {
            throw new IOException($"{files}: {failure.Message}", failure);
        }
    }
}
