using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Registration;

/// <summary>One contact of an address of record (RFC 3261 §10). Plain data, so that it can be stored and restored.</summary>
/// <param name="Aor">Address of record as <see cref="Registrar.AorOf"/> gives it.</param>
/// <param name="Contact">As registered; Request-URI of requests to it.</param>
/// <param name="Flow">The path its REGISTER came by: requests go there, through NAT and on its connection (RFC 5626's idea).</param>
/// <param name="ExpiresAt">On the clock whose "now" is passed to <see cref="Registrar"/> and <see cref="BindingTable"/>.</param>
/// <param name="CallId">Of the REGISTER that made or refreshed it; with <paramref name="CSeq"/> it orders requests (§10.3 step 7).</param>
/// <param name="Q">Preference 0 to 1 (§20.10).</param>
/// <param name="Instance">+sip.instance (RFC 5626): the same instance replaces its binding whatever its contact is now; null when not given.</param>
/// <param name="UserAgent">Null when not given.</param>
public sealed record Binding(
    string Aor, SipUri Contact, SipFlow Flow, DateTimeOffset ExpiresAt, string CallId, uint CSeq, double Q, string? Instance, string? UserAgent);

/// <summary>What a REGISTER or time does to bindings.</summary>
public abstract record BindingChange(Binding Binding)
{
    /// <summary>A contact that was not there.</summary>
    public sealed record Added(Binding Binding) : BindingChange(Binding);

    /// <summary>Another expiry, flow or contact of the same phone.</summary>
    /// <param name="Before">What it replaces.</param>
    public sealed record Refreshed(Binding Binding, Binding Before) : BindingChange(Binding);

    /// <summary>Unregistered, or made room for a newer one.</summary>
    public sealed record Removed(Binding Binding) : BindingChange(Binding);

    /// <summary>Not refreshed in time.</summary>
    public sealed record Expired(Binding Binding) : BindingChange(Binding);
}
