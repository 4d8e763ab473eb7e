using Gateway.Media.Srtp;

namespace Gateway.Media.Sdp;

/// <summary>
/// The security descriptions of offer and answer (RFC 4568): which line is taken, under which keys. Secure profiles need a key; with
/// the plain ones a key is a wish that many phones have ("best effort"), and their answer says whether it came true.
/// </summary>
internal static class SrtpNegotiation
{
    public const string PlainProfile = "RTP/AVP";
    public const string SecureProfile = "RTP/SAVP";

    /// <summary>The line to answer, and the peer's key if it is to be SRTP.</summary>
    /// <param name="suits">Whether the line's media is for us.</param>
    public static (int Line, CryptoAttribute? Theirs)? Pick(
        IReadOnlyList<MediaDescription> lines, LocalSrtp? srtp, Func<MediaDescription, bool> suits)
    {
        (int, CryptoAttribute?)? plain = null;
        (int, CryptoAttribute?)? secured = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!IsKnown(lines[i].Protocol) || !suits(lines[i]))
            {
                continue;
            }

            if (!IsSecure(lines[i].Protocol))
            {
                plain ??= (i, null);
            }

            if (secured is null && srtp is not null && CryptoAttribute.First(lines[i]) is { } theirs)
            {
                secured = (i, theirs);
            }
        }

        return srtp?.Use switch
        {
            SrtpUse.Required => secured,
            SrtpUse.Off => plain ?? secured,
            _ => secured ?? plain,
        };
    }

    /// <summary>Profile and keys of an offer of ours.</summary>
    /// <param name="current">Our audio line in force, or null: the first offer.</param>
    public static (string Protocol, IReadOnlyList<SdpAttribute> Keys) Offer(LocalSrtp? srtp, MediaDescription? current)
    {
        if (srtp is null)
        {
            return (current is null || IsSecure(current.Protocol) ? PlainProfile : current.Protocol, []);
        }

        if (current is not null)
        {
            // What was agreed goes on; its suites keep their tags.
            var known = CryptoAttribute.Lines(current).Select(a => CryptoAttribute.Read(a.Value)).OfType<(int Tag, SrtpSuite Suite)>();
            return (current.Protocol, [.. known.Select(k => Line(srtp, k.Tag, k.Suite))]);
        }

        return srtp.Use is SrtpUse.Preferred or SrtpUse.Required
            ? (srtp.Use == SrtpUse.Required ? SecureProfile : PlainProfile, [.. SrtpSuites.Preferred.Select((s, i) => Line(srtp, i + 1, s))])
            : (PlainProfile, []);
    }

    /// <summary>Our line in an answer: the peer's tag and suite with a key of ours (§5.1.2).</summary>
    public static SdpAttribute Line(LocalSrtp srtp, int tag, SrtpSuite suite) => new CryptoAttribute(tag, srtp.Key(suite)).ToAttribute();

    public static SrtpKeys Keys(LocalSrtp srtp, CryptoAttribute theirs) =>
        new(srtp.Key(theirs.Key.Suite), theirs.Key) { PeerMki = theirs.Mki };

    /// <summary>The peer's answer to our line (§5.1.3): one of the tags that we offered, with its suite.</summary>
    /// <param name="keys">Null: plain RTP.</param>
    /// <returns>False: neither SRTP nor, where it is allowed, RTP.</returns>
    public static bool TryAccept(MediaDescription offered, MediaDescription answered, LocalSrtp? srtp, out SrtpKeys? keys)
    {
        keys = null;
        var ours = CryptoAttribute.Lines(offered).Select(a => CryptoAttribute.Read(a.Value)).ToList();
        foreach (var line in srtp is null ? [] : CryptoAttribute.Lines(answered))
        {
            if (CryptoAttribute.Parse(line.Value) is { } theirs && ours.Contains((theirs.Tag, theirs.Key.Suite)))
            {
                keys = Keys(srtp!, theirs);
                return true;
            }
        }

        return !IsSecure(offered.Protocol) && !IsSecure(answered.Protocol);
    }

    public static bool IsKnown(string protocol) => protocol.ToUpperInvariant() is "RTP/AVP" or "RTP/AVPF" or "RTP/SAVP" or "RTP/SAVPF";

    private static bool IsSecure(string protocol) => protocol.ToUpperInvariant() is "RTP/SAVP" or "RTP/SAVPF";
}
