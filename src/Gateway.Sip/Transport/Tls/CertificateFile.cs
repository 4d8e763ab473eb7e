namespace Gateway.Sip.Transport.Tls;

/// <summary>Where a certificate with its private key lies.</summary>
/// <param name="Path">PEM (the certificate first, then its issuers) or PKCS#12.</param>
/// <param name="KeyPath">PEM of the key; null: it is in <paramref name="Path"/>, too.</param>
/// <param name="Password">Of the key or the PKCS#12 file; null: none.</param>
public sealed record CertificateFile(string Path, string? KeyPath = null, string? Password = null)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => Path;
}
