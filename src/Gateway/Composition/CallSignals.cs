using Gateway.Calls.Journal;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Composition;

/// <summary>
/// Reads what an INVITE says beside caller and target. Never fetches anything that it names. Pure; values that cannot be read are left out.
/// </summary>
internal static class CallSignals
{
    private const int MaxValues = 10;
    private const int MaxLength = 512;
    private static readonly string[] Fetchable = ["https", "http", "sip", "sips", "pres"];

    /// <param name="domain">Ours: a history that names it has been here before.</param>
    /// <returns>Null: it says nothing of the kind.</returns>
    public static SignalsReceived? Of(SipRequest invite, string domain)
    {
        var headers = invite.Headers;
        var history = HistoryInfo.Of(headers);
        var diversions = DiversionHeader.Of(headers);
        var callInfo = CallInfo.Of(headers);
        var signals = new SignalsReceived(
            (HistoryInfo.First(headers) ?? DiversionHeader.Original(headers))?.Uri.Text,
            history.Concat(diversions).Count(e => string.Equals(e.Uri.Host, domain, StringComparison.OrdinalIgnoreCase)),
            Kept(history),
            Kept(diversions),
            Kept(GeolocationHeader.Of(headers).Where(g => Fetchable.Contains(g.Uri.Scheme)).Select(g => $"<{g.Uri}>")),
            Kept(callInfo.Where(c => IsAdditionalData(c) && Fetchable.Contains(c.Uri.Scheme))),
            Id(callInfo, "CallId"),
            Id(callInfo, "IncidentId"),
            Kept(ReasonHeader.Of(headers)),
            Short(headers["Privacy"]),
            Short(headers["Priority"]),
            Kept(ResourcePriority.Of(headers).Select(r => r.ToString())));
        return signals.IsEmpty() ? null : signals;
    }

    private static bool IsAdditionalData(CallInfo info) => info.Purpose?.StartsWith("EmergencyCallData.", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>NENA-STA-010.3 writes emergency-…, its second version nena-….</summary>
    private static string? Id(IReadOnlyList<CallInfo> values, string what) => Short(
        values.FirstOrDefault(c => (c.HasPurpose("emergency-" + what) || c.HasPurpose("nena-" + what))
            && c.Uri.Text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))?.Uri.Text);

    private static IReadOnlyList<string> Kept(IEnumerable<object> values) =>
        [.. values.Select(v => v.ToString()!).Where(v => v.Length <= MaxLength).Take(MaxValues)];

    private static string? Short(string? value) => value is { Length: > 0 and <= MaxLength } ? value : null;
}
