namespace Gateway.Location.Callers;

/// <summary>What kind of identity a caller has.</summary>
public enum CallingPartyKind
{
    /// <summary>A telephone number.</summary>
    Number,

    /// <summary>A number that an operator made up for a phone without SIM.</summary>
    PseudoNumber,

    /// <summary>Too short for a subscriber: an emergency number or a service as CLI.</summary>
    ShortCode,

    /// <summary>A SIP address without a number.</summary>
    Address,

    /// <summary>Anonymous, unavailable or nothing at all; also phones without SIM.</summary>
    Anonymous,
}

/// <summary>Who is calling. Immutable.</summary>
/// <param name="Kind">What the identity is worth.</param>
/// <param name="Number">E.164 with +, or null; the key under which redials are merged.</param>
/// <param name="Callable">Whether calling back makes sense.</param>
/// <param name="Source">"P-Asserted-Identity", "Remote-Party-ID" or "From": where it was found.</param>
/// <param name="From">URI of From as received.</param>
/// <param name="AssertedIdentity">First P-Asserted-Identity of a trusted trunk, as received, or null.</param>
/// <param name="DisplayName">Or null.</param>
/// <param name="PresentationRestricted">Privacy was asked for (RFC 3323, 3325 §9.3): stored, not shown to other parties.</param>
/// <param name="DeviceId">"imei:35347210-434354-0" (RFC 7254) or another URN of +sip.instance in lower case, or null.</param>
/// <param name="Imei7">Last seven digits of the IMEI from a pseudo-number, or null.</param>
public sealed record CallingParty(
    CallingPartyKind Kind,
    string? Number,
    bool Callable,
    string Source,
    string From,
    string? AssertedIdentity,
    string? DisplayName,
    bool PresentationRestricted,
    string? DeviceId,
    string? Imei7);

/// <summary>The headers of an INVITE that say who is calling, as received.</summary>
public sealed record CallingPartyEvidence
{
    /// <summary>Value of From.</summary>
    public required string From { get; init; }

    /// <summary>Values of P-Asserted-Identity; left empty by the caller of this when the trunk is not trusted (RFC 3325 §5).</summary>
    public IReadOnlyList<string> AssertedIdentities { get; init; } = [];

    public string? RemotePartyId { get; init; }

    public string? Privacy { get; init; }

    /// <summary>Value of Contact, for its +sip.instance (RFC 5626 §4.1).</summary>
    public string? Contact { get; init; }
}
