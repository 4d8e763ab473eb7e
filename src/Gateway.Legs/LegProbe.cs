using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>An OPTIONS in the dialog that asks whether the peer is still there.</summary>
internal static class LegProbe
{
    public static void Send(LegTurn turn, UsageId usage)
    {
        var id = turn.Ids.NewClientRequest();
        turn.State = turn.State with { Probe = id };
        turn.Send(new SipCommand.SendInDialog(usage, id, SipMethod.Options, [new HeaderField("Accept", "application/sdp")], null));
    }

    /// <summary>481 and 408 say that nobody is there, as does no response at all; any other response is a sign of life.</summary>
    public static bool IsFailure(SipEvent.RequestFinished finished) => finished.Response is null || finished.StatusCode is 408 or 481;
}
