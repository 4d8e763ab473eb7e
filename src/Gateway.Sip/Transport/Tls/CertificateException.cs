namespace Gateway.Sip.Transport.Tls;

/// <summary>A certificate or key that cannot be used; the message says which file and why.</summary>
public sealed class CertificateException : Exception
{
    public CertificateException()
    {
    }

    public CertificateException(string message)
        : base(message)
    {
    }

    public CertificateException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
