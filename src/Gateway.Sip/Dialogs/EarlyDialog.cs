namespace Gateway.Sip.Dialogs;

/// <summary>
/// One early dialog of an INVITE of ours: each fork that sends a 1xx with a tag makes one (RFC 3261 §12.1.2, RFC 3262 §4).
/// </summary>
internal sealed class EarlyDialog(DialogSnapshot dialog, OfferState offer)
{
    private uint? _lastRSeq;

    public DialogSnapshot Dialog { get; set; } = dialog;

    public OfferState Offer { get; set; } = offer;

    /// <summary>
    /// The first reliable response sets the number, each next one is one higher; what repeats or skips is dropped (RFC 3262 §4).
    /// </summary>
    public bool TryTake(uint rseq)
    {
        if (_lastRSeq is { } last && rseq != last + 1)
        {
            return false;
        }

        _lastRSeq = rseq;
        return true;
    }

    /// <summary>The next CSeq number for a request of ours in it.</summary>
    public uint NextCSeq()
    {
        Dialog = Dialog with { LocalCSeq = Dialog.LocalCSeq + 1 };
        return Dialog.LocalCSeq;
    }
}
