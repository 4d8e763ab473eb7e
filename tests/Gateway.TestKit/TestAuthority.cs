using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.TestKit;

/// <summary>A certificate authority of a test, with the files of what it issues in a folder of its own.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test Root")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddYears(-5), now.AddYears(5));
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("gateway-certificates-").FullName;

    /// <summary>PEM of the authority itself.</summary>
    public string RootFile => Path.Combine(Folder, "root.pem");

    /// <summary>
    /// A certificate for the names: addresses, "sip:…" URIs, DNS names; the first is also the common name. Issued for server and client.
    /// </summary>
    /// <param name="daysLeft">Until its end; negative: it has ended.</param>
    public X509Certificate2 Issue(IReadOnlyList<string> names, double daysLeft = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0].Replace(':', '-')}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else if (name.Contains(':', StringComparison.Ordinal))
            {
                alternatives.AddUri(new Uri(name));
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var end = TimeProvider.System.GetUtcNow().AddDays(daysLeft);
        using var issued = request.Create(_root, end.AddDays(-180), end, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>The same written as PEM: certificate and key in one file, which is replaced whole.</summary>
    /// <returns>Its path.</returns>
    public string Write(string file, IReadOnlyList<string> names, double daysLeft = 90)
    {
        using var certificate = Issue(names, daysLeft);
        var path = Path.Combine(Folder, file);
        var fresh = path + ".new";
        File.WriteAllText(fresh, $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        File.Move(fresh, path, overwrite: true);
        return path;
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
