using System.Globalization;
using System.Text;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.CallControl;

/// <summary>What a REFER asks for (RFC 3515, RFC 3892, RFC 4488), and what its sender is told.</summary>
/// <param name="To">Its one Refer-To.</param>
/// <param name="IsQuiet">Refer-Sub: false.</param>
internal sealed record ReferRequest(NameAddress To, bool HasReplaces, string? ReferredBy, bool IsQuiet)
{
    /// <summary>Null: 400. A Replaces that cannot be read is none of ours.</summary>
    public static ReferRequest? Read(SipRequest refer)
    {
        var values = refer.Headers.Values("Refer-To").Take(2).ToList();
        try
        {
            return values.Count == 1 && NameAddress.Parse(values[0]) is { Uri.User.Length: > 0 } to
                ? new ReferRequest(
                    to,
                    to.Uri.HeadersPart?.Contains("Replaces=", StringComparison.OrdinalIgnoreCase) ?? false,
                    refer.Headers["Referred-By"],
                    "false".Equals(refer.Headers["Refer-Sub"]?.Trim(), StringComparison.OrdinalIgnoreCase))
                : null;
        }
        catch (SipFormatException)
        {
            return null;
        }
    }

    public ResponseSpec Accepted() => new(202, Headers: IsQuiet ? [new HeaderField("Refer-Sub", "false")] : null);

    /// <summary>RFC 3515 §2.4.5: a status line as message/sipfrag.</summary>
    public static SipCommand.SendInDialog Notice(UsageId usage, ClientRequestId id, int status, bool isLast)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {StatusCode.ReasonPhrase(status)}\r\n");
        return new SipCommand.SendInDialog(
            usage,
            id,
            SipMethod.Notify,
            [new("Event", "refer"), new("Subscription-State", isLast ? "terminated;reason=noresource" : "active;expires=60")],
            new SipBody("message/sipfrag;version=2.0", Encoding.ASCII.GetBytes(line)));
    }
}
