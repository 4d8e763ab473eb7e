using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Sip.Transport.Tls;

/// <summary>What <see cref="CertificateStore.Refresh"/> found.</summary>
/// <param name="Changed">New handshakes use other certificates from now on.</param>
/// <param name="Trouble">The files have changed, and what is there now cannot be used: the earlier certificates stay. Null: all is well.</param>
public readonly record struct CertificateRefresh(bool Changed, string? Trouble);

/// <summary>
/// Certificates of one listener, read from files and read again when these change. Connections keep what they were opened with.
/// <see cref="Current"/> is thread-safe; <see cref="Refresh"/> has one owner.
/// </summary>
public sealed class CertificateStore
{
    private readonly IReadOnlyList<CertificateFile> _files;
    private readonly string? _trustedRoots;
    private volatile CertificateSet _current;
    private string _loaded;
    private string _refused = "";
    private string _trouble = "";
    private int _failures;

    /// <param name="files">In order of preference.</param>
    /// <param name="trustedRoots">PEM file of the authorities whose certificates peers may show; null: the system's.</param>
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public CertificateStore(IReadOnlyList<CertificateFile> files, string? trustedRoots)
    {
        _files = files;
        _trustedRoots = trustedRoots;
        var contents = Contents();
        _loaded = Fingerprint(contents);
        _current = Load(contents);
    }

    public CertificateSet Current => _current;

    /// <summary>
    /// Reads the files again if they have changed. A change that cannot be used is told when it is still there the next time: certificate and
    /// key are often written one after the other.
    /// </summary>
    public CertificateRefresh Refresh()
    {
        try
        {
            var contents = Contents();
            var found = Fingerprint(contents);
            if (found == _loaded)
            {
                _failures = 0;
                _refused = "";
                return default;
            }

            if (found == _refused)
            {
                return Fail(_trouble);
            }

            // Noted before the attempt, so that a bad file is not parsed at every look.
            _refused = found;
            _current = Load(contents);
            _loaded = found;
            _failures = 0;
            return new CertificateRefresh(true, null);
        }
        catch (CertificateException e)
        {
            return Fail(e.Message);
        }
    }

    private CertificateRefresh Fail(string trouble)
    {
        _trouble = trouble;
        _failures++;
        return new CertificateRefresh(false, _failures > 1 ? trouble : null);
    }

    private Dictionary<string, byte[]> Contents()
    {
        var contents = new Dictionary<string, byte[]>();
        foreach (var path in _files.SelectMany(f => new[] { f.Path, f.KeyPath }).Append(_trustedRoots).OfType<string>())
        {
            try
            {
                contents[path] = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CertificateException($"{path} cannot be read: {e.Message}", e);
            }
        }

        return contents;
    }

    private static string Fingerprint(Dictionary<string, byte[]> contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in contents.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value))
        {
            hash.AppendData(SHA256.HashData(bytes));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private CertificateSet Load(Dictionary<string, byte[]> contents) => new(
        [.. _files.Select(f => Load(f, contents[f.Path], f.KeyPath is { } key ? contents[key] : null))],
        _trustedRoots is { } roots ? Roots(roots, contents[roots]) : null);

    private static OwnCertificate Load(CertificateFile file, byte[] certificate, byte[]? key)
    {
        try
        {
            var (own, chain) = certificate.AsSpan().IndexOf("-----BEGIN"u8) >= 0 ? Pem(file, certificate, key) : Pkcs12(file, certificate);
            return new OwnCertificate(file.Path, own, SslStreamCertificateContext.Create(own, chain, offline: true), PeerNames.Of(own));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"{file.Path} with its key cannot be used: {e.Message}", e);
        }
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Chain) Pem(CertificateFile file, byte[] certificate, byte[]? key)
    {
        var text = Encoding.UTF8.GetString(certificate);
        var keyText = key is null ? text : Encoding.UTF8.GetString(key);
        var own = file.Password is { } password
            ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password)
            : X509Certificate2.CreateFromPem(text, keyText);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        return (own, chain);
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Chain) Pkcs12(CertificateFile file, byte[] bytes)
    {
        var chain = X509CertificateLoader.LoadPkcs12Collection(bytes, file.Password);
        return chain.FirstOrDefault(c => c.HasPrivateKey) is { } own
            ? (own, chain)
            : throw new CertificateException($"{file.Path} holds no private key");
    }

    private static X509Certificate2Collection Roots(string path, byte[] bytes)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(Encoding.UTF8.GetString(bytes));
            return roots.Count > 0 ? roots : throw new CertificateException($"{path} holds no certificate in PEM");
        }
        catch (CryptographicException e)
        {
            throw new CertificateException($"{path} holds a certificate that cannot be read: {e.Message}", e);
        }
    }
}
