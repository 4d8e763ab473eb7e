using Gateway.Media.Engine;

namespace Gateway.Media.Sdp;

/// <summary>What an offer/answer exchange came to.</summary>
public abstract record NegotiationResult
{
    private NegotiationResult()
    {
    }

    /// <param name="Local">Our description: the answer to send, or the offer that was accepted.</param>
    /// <param name="Format">For the media engine.</param>
    /// <param name="RemoteHolds">The peer will not hear us now: sendonly, inactive or 0.0.0.0 from its side.</param>
    public sealed record Agreed(SessionDescription Local, LegFormat Format, bool RemoteHolds) : NegotiationResult;

    /// <summary>No audio in common: 488 with Warning 305 (RFC 3261 §13.3.1.3, §20.43).</summary>
    /// <param name="Detail">What was offered or answered, for Warning and log.</param>
    public sealed record Failed(string Detail) : NegotiationResult;
}
