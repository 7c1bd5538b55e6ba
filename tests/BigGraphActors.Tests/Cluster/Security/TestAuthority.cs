using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BigGraphActors.Tests.Cluster.Security;

/// <summary>An authority of one test, and the certificates that it issues.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly string[] Keys = ["node.tls-certificate", "node.tls-key", "node.tls-authority"];

    public TestAuthority(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow - (30 * Day), DateTimeOffset.UtcNow + (30 * Day));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A node's certificate with its key.</summary>
    /// <param name="name">The node.</param>
    /// <param name="daysLeft">How long it is valid; below 0 it has expired.</param>
    public X509Certificate2 Issue(string name, int daysLeft = 1)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 bare = request.Create(
            Certificate,
            DateTimeOffset.UtcNow - (20 * Day),
            DateTimeOffset.UtcNow + (daysLeft * Day),
            RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a new certificate's files, and gives the keys that name them.</summary>
    public string[] WriteKeys(string folder, string name, int daysLeft = 1)
    {
        using X509Certificate2 own = Issue(name, daysLeft);
        using ECDsa key = own.GetECDsaPrivateKey()!;
        string[] ends = [".pem", ".key", "-authority.pem"];
        string[] files = [.. ends.Select(end => Path.Combine(folder, name + end))];
        File.WriteAllText(files[0], own.ExportCertificatePem());
        File.WriteAllText(files[1], key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files[2], Certificate.ExportCertificatePem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(files[1], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return [.. Keys.Zip(files, (key, file) => $"{key}={file}")];
    }

    public void Dispose() => Certificate.Dispose();
}
