namespace Gateway.Media.Srtp;

/// <summary>The protection profiles that we do, by the names of RFC 4568 §6.2 and RFC 7714 §14.2.</summary>
public enum SrtpSuite
{
    /// <summary>AES_CM_128_HMAC_SHA1_80: what every SRTP phone knows.</summary>
    AesCm128HmacSha1Tag80,

    /// <summary>AES_CM_128_HMAC_SHA1_32: RTP with a tag of 32 bits, RTCP with 80.</summary>
    AesCm128HmacSha1Tag32,

    /// <summary>AEAD_AES_128_GCM.</summary>
    AeadAes128Gcm,

    /// <summary>AEAD_AES_256_GCM.</summary>
    AeadAes256Gcm,
}

/// <summary>Lengths and names of the suites. Lengths are octets.</summary>
public static class SrtpSuites
{
    /// <summary>Most octets that a packet grows by: tag and SRTCP index.</summary>
    internal const int MostOverhead = 20;

    /// <summary>Offered in this order: the cheapest of the strong ones, then what everybody knows.</summary>
    public static IReadOnlyList<SrtpSuite> Preferred { get; } = [SrtpSuite.AeadAes128Gcm, SrtpSuite.AesCm128HmacSha1Tag80];

    public static IReadOnlyList<SrtpSuite> All { get; } = Enum.GetValues<SrtpSuite>();

    /// <summary>The name in a=crypto.</summary>
    public static string Name(this SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1Tag80 => "AES_CM_128_HMAC_SHA1_80",
        SrtpSuite.AesCm128HmacSha1Tag32 => "AES_CM_128_HMAC_SHA1_32",
        SrtpSuite.AeadAes128Gcm => "AEAD_AES_128_GCM",
        _ => "AEAD_AES_256_GCM",
    };

    /// <summary>By the name in a=crypto, any case; null: not one of ours.</summary>
    public static SrtpSuite? Named(string name)
    {
        foreach (var suite in All)
        {
            if (suite.Name().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return suite;
            }
        }

        return null;
    }

    public static int KeyLength(this SrtpSuite suite) => suite == SrtpSuite.AeadAes256Gcm ? 32 : 16;

    public static int SaltLength(this SrtpSuite suite) => suite.IsAead() ? 12 : 14;

    internal static bool IsAead(this SrtpSuite suite) => suite is SrtpSuite.AeadAes128Gcm or SrtpSuite.AeadAes256Gcm;

    internal static int TagLength(this SrtpSuite suite, bool rtcp) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1Tag80 => 10,
        SrtpSuite.AesCm128HmacSha1Tag32 => rtcp ? 10 : 4,
        _ => 16,
    };
}
