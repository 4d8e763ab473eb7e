namespace Gateway.Sip.Transport;

/// <summary>How far a peer's certificate is to be believed.</summary>
public enum CertificateTrust
{
    /// <summary>Issued by an authority that we trust, and in date.</summary>
    Valid,

    /// <summary>Its date, or that of an issuer, is all that is wrong.</summary>
    OutOfDate,

    /// <summary>From nobody whom we trust, or not fit for this use.</summary>
    Untrusted,
}

/// <summary>A certificate whose key the peer has proved to own.</summary>
/// <param name="Names">
/// Lower case: DNS names, URIs, hosts of SIP URIs and addresses of its subjectAltName; the common name only without any (RFC 5922 §7.1).
/// </param>
/// <param name="Thumbprint">SHA-256 in hex.</param>
/// <param name="NotAfter">End of its validity.</param>
public sealed record PeerCertificate(IReadOnlyList<string> Names, CertificateTrust Trust, string Thumbprint, DateTimeOffset NotAfter)
{
    /// <summary>One of the names, whole and without wildcards (RFC 5922 §7.2).</summary>
    public bool Has(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public bool Equals(PeerCertificate? other) => other is not null && Thumbprint == other.Thumbprint && Trust == other.Trust;

    public override int GetHashCode() => HashCode.Combine(Thumbprint, Trust);
}
