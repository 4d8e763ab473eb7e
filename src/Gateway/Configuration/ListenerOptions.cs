using System.Net;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;

namespace Gateway.Configuration;

/// <summary>Who may come in at a listener.</summary>
[Flags]
public enum ListenerRole
{
    None = 0,

    /// <summary>Callers: known by source network.</summary>
    Trunk = 1,

    /// <summary>Agents' phones: known by digest.</summary>
    Agent = 2,
    Both = Trunk | Agent,
}

/// <summary>An address for SIP.</summary>
/// <param name="Bind">Port 0: the system chooses.</param>
/// <param name="Advertise">Host or address for Via and Contact where peers see us elsewhere (1:1 NAT, containers); null: the bound
/// address.</param>
/// <param name="AdvertisePort">Null: the bound port.</param>
public sealed record ListenerOptions(
    string Name, ListenerRole Role, SipTransportKind Transport, IPEndPoint Bind, string? Advertise, int? AdvertisePort);

/// <summary>Bounds for agents' registrations (RFC 3261 §10.3).</summary>
/// <param name="DefaultExpires">When the phone names none.</param>
/// <param name="MinExpires">Shorter wishes get 423.</param>
/// <param name="MaxExpires">Longer wishes get this.</param>
/// <param name="MaxBindings">Phones of one agent at the same time.</param>
public sealed record RegistrationOptions(TimeSpan DefaultExpires, TimeSpan MinExpires, TimeSpan MaxExpires, int MaxBindings)
{
    /// <summary>Digest algorithms in the order in which they are offered; at least one.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];
}
