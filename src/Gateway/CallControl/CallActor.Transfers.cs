using Gateway.Acd;
using Gateway.Calls;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Sip;
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
        (_state.TransferFrom is not null || _state.Handover is not null) && _referredBy is { Length: <= 100 } by ? [new HeaderField("Referred-By", by)] : [];

    private void Refer(OfferId offer, LegEvent.Referred refer)
    {
        if (ReferRequest.Read(refer.Request) is not { } read)
        {
            Respond(400, "One Refer-To, please");
        }
        else if (read.HasReplaces)
        {
            ReferAttended(offer, refer, read);
        }
        else if (_services.TransferTo(Uri.UnescapeDataString(read.To.Uri.User!)) is not { } target)
        {
            Respond(404, null);
        }
        else
        {
            _services.Sip(new SipCommand.Respond(refer.Id, read.Accepted()));
            if (!read.IsQuiet)
            {
                _told.Add(offer);
                Tell(offer, 100, isLast: false);
            }

            _referredBy = read.ReferredBy;
            Feed(new CallInput.TransferAsked(offer, read.To.Uri.User!, target.Agent, target.Queue, _referredBy));
        }

        void Respond(int status, string? reason) => _services.Sip(new SipCommand.Respond(refer.Id, new ResponseSpec(status, reason)));
    }

    /// <summary>The last NOTIFY of the implicit subscription; a leg that is gone gets none.</summary>
    private void AnswerTransfer(CallEffect.TransferAnswered answered)
    {
        if (_referredIn is { } consult)
        {
            _referredIn = null;
            AnswerReferIn(consult, _referredTold, answered.Status);
        }
        else if (_told.Remove(answered.Offer))
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

    private void Tell(OfferId offer, int status, bool isLast)
    {
        if (_agentLegs.TryGetValue(offer, out var owner) && owner.State is { IsEnded: false, Answered: { } usage })
        {
            _services.Sip(ReferRequest.Notice(usage, _services.SipIds.NewClientRequest(), status, isLast));
        }
    }
}
