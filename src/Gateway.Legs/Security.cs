using Gateway.Media.Engine;
using Gateway.Media.Sdp;

namespace Gateway.Legs;

/// <summary>What of SRTP is the legs' matter: whom it may keep out.</summary>
internal static class Security
{
    /// <summary>An emergency caller is answered if any way exists, whatever is required of the trunk.</summary>
    public static LocalSrtp? Of(LocalSrtp? srtp, LegRole role) =>
        role == LegRole.Caller && srtp?.Use == SrtpUse.Required ? srtp with { Use = SrtpUse.Preferred } : srtp;

    public static bool HasKeys(SessionDescription offer) => offer.Media.Any(m => m.Has("crypto"));
}
