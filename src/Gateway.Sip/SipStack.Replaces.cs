using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip;

public sealed partial class SipStack
{
    /// <summary>
    /// Says of an INVITE with Replaces, and of a REFER whose Refer-To has one, which dialog is meant. What cannot be read is left to the user, who
    /// sees the header and no dialog.
    /// </summary>
    private SipEvent WithReplaced(SipEvent sipEvent)
    {
        try
        {
            switch (sipEvent)
            {
                case SipEvent.InviteReceived invite when ReplacesHeader.Of(invite.Request) is { } header:
                    return invite with { Replaces = Find(header) };
                case SipEvent.InDialogRequest { Request: var refer } asked when refer.Is(SipMethod.Refer)
                    && refer.Headers.Values("Refer-To").FirstOrDefault() is { } to
                    && ReplacesHeader.In(NameAddress.Parse(to).Uri) is { } header:
                    return asked with { Replaces = FindEither(header) };
            }
        }
        catch (SipFormatException)
        {
            // The user answers 400.
        }

        return sipEvent;
    }

    /// <summary>The two tags are unguessable, and some phones write them from the other side: a REFER may name them in either order.</summary>
    private ReplacedDialog FindEither(ReplacesHeader header) =>
        Find(header) is { Usage: not null } found ? found : Find(header with { ToTag = header.FromTag, FromTag = header.ToTag }) with { Header = header };

    private ReplacedDialog Find(ReplacesHeader header) =>
        _dialogs.TryGetValue((header.CallId, header.ToTag), out var usage) && usage.StageFor(header.FromTag) is { } stage
            ? new ReplacedDialog(header, usage.Id, stage)
            : new ReplacedDialog(header, null, ReplacedStage.Unknown);
}
