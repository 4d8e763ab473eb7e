using System.Globalization;
using System.Numerics;
using Gateway.Media.Srtp;

namespace Gateway.Media.Sdp;

/// <summary>
/// The value of an a=crypto line (RFC 4568 §9.1): tag, suite, one inline key. What the peer may vary without our doing is taken: key lifetime
/// (who made the key renews it, by a new offer), a master key identifier, WSH, and optional parameters. Lines with several keys, with a key
/// derivation rate, or without encryption or authentication are not for us (§6.3).
/// </summary>
/// <param name="Tag">1 to 999999999; names the line in the answer.</param>
/// <param name="Mki">See <see cref="SrtpKeys.PeerMki"/>.</param>
internal sealed record CryptoAttribute(int Tag, SrtpKey Key, string Mki = "")
{
    public const string Name = "crypto";

    private const string Inline = "inline:";
    private const string Removed = "inline:-";
    private const int MostMkiDigits = 40;
    private const int MostMkiLength = 128;

    /// <summary>Null: a suite, a parameter or a form that we do not do.</summary>
    public static CryptoAttribute? Parse(string? value)
    {
        var parts = Parts(value);
        if (Read(parts) is not { } read
            || parts.Length < 3
            || !parts[2].StartsWith(Inline, StringComparison.OrdinalIgnoreCase)
            || parts[2].Contains(';', StringComparison.Ordinal)
            || !parts.Skip(3).All(IsHarmless))
        {
            return null;
        }

        var fields = parts[2][Inline.Length..].Split('|');
        var mki = "";
        return fields.Length <= 3
            && TryKey(fields[0], read.Suite) is { } key
            && fields.Skip(1).All(f => f.Contains(':', StringComparison.Ordinal) ? mki.Length == 0 && TryMki(f, out mki) : IsLifetime(f))
            ? new CryptoAttribute(read.Tag, key, mki)
            : null;
    }

    /// <summary>Tag and suite alone: all that a description has whose keys were removed.</summary>
    public static (int Tag, SrtpSuite Suite)? Read(string? value) => Read(Parts(value));

    /// <summary>The first line that we can do: the peer's order of preference (§5.1.2).</summary>
    public static CryptoAttribute? First(MediaDescription media) =>
        Lines(media).Select(a => Parse(a.Value)).FirstOrDefault(a => a is not null);

    public static IEnumerable<SdpAttribute> Lines(MediaDescription media) =>
        media.Attributes.Where(a => a.Name.Equals(Name, StringComparison.OrdinalIgnoreCase));

    public SdpAttribute ToAttribute() => new(Name, string.Create(CultureInfo.InvariantCulture, $"{Tag} {Key.Suite.Name()} {Inline}{Key.ToInline()}"));

    /// <summary>The line without its key, whatever its form.</summary>
    public static SdpAttribute WithoutKey(SdpAttribute line) => line with { Value = $"{string.Join(' ', Parts(line.Value).Take(2))} {Removed}" };

    private static string[] Parts(string? value) => value?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static (int Tag, SrtpSuite Suite)? Read(string[] parts) =>
        parts.Length >= 2
        && parts[0].Length <= 9
        && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tag)
        && SrtpSuites.Named(parts[1]) is { } suite
            ? (tag, suite)
            : null;

    private static SrtpKey? TryKey(string text, SrtpSuite suite)
    {
        // Some phones leave the padding out.
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        Span<byte> octets = stackalloc byte[64];
        return padded.Length <= 80
            && Convert.TryFromBase64String(padded, octets, out var length)
            && length == suite.KeyLength() + suite.SaltLength()
                ? new SrtpKey(suite, octets[..length])
                : null;
    }

    /// <summary>"2^31" or a number of packets.</summary>
    private static bool IsLifetime(string text)
    {
        var digits = text.StartsWith("2^", StringComparison.Ordinal) ? text.AsSpan(2) : text.AsSpan();
        return digits.Length is > 0 and <= 20 && !digits.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>"value:length": a number, and in how many octets it is written.</summary>
    private static bool TryMki(string text, out string mki)
    {
        mki = "";
        var parts = text.Split(':');
        if (parts.Length != 2
            || parts[0].Length > MostMkiDigits
            || !BigInteger.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length is < 1 or > MostMkiLength)
        {
            return false;
        }

        var octets = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        mki = octets.Length <= length ? Convert.ToHexString(octets).PadLeft(2 * length, '0') : "";
        return mki.Length > 0;
    }

    /// <summary>A session parameter that changes nothing for us: the window hint, and what may be ignored ("-", §6.3.7).</summary>
    private static bool IsHarmless(string parameter) =>
        parameter.StartsWith('-') || parameter.StartsWith("WSH=", StringComparison.OrdinalIgnoreCase);
}
