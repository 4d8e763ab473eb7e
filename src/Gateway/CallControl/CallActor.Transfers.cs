using System.Globalization;
using System.Text;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.CallControl;

/// <summary>REFER of agents' phones (RFC 3515): who is meant, what the phone is told of it, and the leg that it leaves.</summary>
internal sealed partial class CallActor
{
    /// <summary>Legs whose phone is told how its REFER goes on; the others asked not to be (RFC 4488).</summary>
    private readonly HashSet<OfferId> _told = [];

    /// <summary>Referred-By of the last REFER.</summary>
    private string? _referredBy;

    /// <summary>RFC 3892: the target sees who handed the caller on.</summary>
    private IEnumerable<HeaderField> ReferredBy() =>
        _state.TransferFrom is not null && _referredBy is { Length: <= 100 } by ? [new HeaderField("Referred-By", by)] : [];

    private void Refer(OfferId offer, LegEvent.Referred refer)
    {
        var request = refer.Request;
        var values = request.Headers.Values("Refer-To").ToList();
        if (values.Count != 1 || Target(values[0]) is not { } named)
        {
            Respond(400, "One Refer-To, please");
        }
        else if (named.Uri.Text.Contains("Replaces=", StringComparison.OrdinalIgnoreCase))
        {
            // An attended transfer needs the agents' own calls to each other.
            _services.Count("transfer_with_replaces");
            Respond(603, "No attended transfer");
        }
        else if (_services.TransferTo(Uri.UnescapeDataString(named.Uri.User ?? "")) is not { } target)
        {
            Respond(404, null);
        }
        else
        {
            var quiet = "false".Equals(request.Headers["Refer-Sub"]?.Trim(), StringComparison.OrdinalIgnoreCase);
            _services.Sip(new SipCommand.Respond(
                refer.Id, new ResponseSpec(202, Headers: quiet ? [new HeaderField("Refer-Sub", "false")] : null)));
            if (!quiet)
            {
                _told.Add(offer);
                Tell(offer, 100, isLast: false);
            }

            _referredBy = request.Headers["Referred-By"];
            Feed(new CallInput.TransferAsked(offer, named.Uri.User!, target.Agent, target.Queue, _referredBy));
        }

        void Respond(int status, string? reason) => _services.Sip(new SipCommand.Respond(refer.Id, new ResponseSpec(status, reason)));
    }

    /// <summary>The last NOTIFY of the implicit subscription; a leg that is gone gets none.</summary>
    private void AnswerTransfer(CallEffect.TransferAnswered answered)
    {
        if (_told.Remove(answered.Offer))
        {
            Tell(answered.Offer, answered.Status, isLast: true);
        }
    }

    private void Part(OfferId offer)
    {
        if (_agentLegs.TryGetValue(offer, out var owner))
        {
            _services.Media.Post(new MediaCommand.Unbridge(MediaCall, owner.Leg));
        }
    }

    /// <summary>RFC 3515 §2.4.5: a status line as message/sipfrag.</summary>
    private void Tell(OfferId offer, int status, bool isLast)
    {
        if (!_agentLegs.TryGetValue(offer, out var owner) || owner.State is not { IsEnded: false, Answered: { } usage })
        {
            return;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {StatusCode.ReasonPhrase(status)}\r\n");
        _services.Sip(new SipCommand.SendInDialog(
            usage,
            _services.SipIds.NewClientRequest(),
            SipMethod.Notify,
            [new("Event", "refer"), new("Subscription-State", isLast ? "terminated;reason=noresource" : "active;expires=60")],
            new SipBody("message/sipfrag;version=2.0", Encoding.ASCII.GetBytes(line))));
    }

    private static NameAddress? Target(string value)
    {
        try
        {
            return NameAddress.Parse(value) is { Uri.User.Length: > 0 } address ? address : null;
        }
        catch (SipFormatException)
        {
            return null;
        }
    }
}
