using Gateway.Media.Srtp;

namespace Gateway.Media.Sdp;

/// <summary>When a leg uses SRTP.</summary>
public enum SrtpUse
{
    /// <summary>Where plain RTP is possible, RTP. An offer of nothing but SRTP is taken all the same.</summary>
    Off,

    /// <summary>When the peer offers it; our own offers are plain.</summary>
    Optional,

    /// <summary>When the peer offers it; our own offers have keys beside plain RTP (RTP/AVP with a=crypto, as most phones do it).</summary>
    Preferred,

    /// <summary>Always: our offers are RTP/SAVP, and plain RTP is not accepted.</summary>
    Required,
}

/// <summary>Our side of SRTP on one leg.</summary>
/// <param name="Secret">32 octets from a cryptographic source, for this leg alone; our keys follow from it. Never written.</param>
public sealed record LocalSrtp(SrtpUse Use, ReadOnlyMemory<byte> Secret)
{
    /// <summary>Our key of a suite.</summary>
    internal SrtpKey Key(SrtpSuite suite) => SrtpKey.From(Secret.Span, suite);

    /// <summary>Equal by the secret's octets: a leg that settles the same again has not changed.</summary>
    public bool Equals(LocalSrtp? other) => other is not null && Use == other.Use && Secret.Span.SequenceEqual(other.Secret.Span);

    public override int GetHashCode() => HashCode.Combine(Use, Secret.Length);

    public override string ToString() => $"SRTP {Use}";
}
