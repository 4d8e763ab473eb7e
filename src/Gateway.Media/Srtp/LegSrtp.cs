namespace Gateway.Media.Srtp;

/// <summary>
/// A leg's SRTP: our direction and the peer's. When keys change, the peer's old key is believed until its new one has proved itself, since
/// packets and SDP cross; and a key of ours that comes back goes on where it was, since no number may be used twice under it. One owner.
/// </summary>
internal sealed class LegSrtp : IDisposable
{
    private readonly List<SrtpSender> _senders = [];
    private SrtpSender _sender;
    private SrtpReceiver _receiver;
    private SrtpReceiver? _former;
    private string _mki;

    public LegSrtp(SrtpKeys keys)
    {
        _sender = new SrtpSender(keys.Own);
        _senders.Add(_sender);
        _receiver = new SrtpReceiver(keys.Peer, keys.PeerMki);
        _mki = keys.PeerMki;
    }

    public void Change(SrtpKeys keys)
    {
        if (!_sender.Key.Equals(keys.Own))
        {
            // A leg has one key a suite, so there are few.
            _sender = _senders.Find(s => s.Key.Equals(keys.Own)) ?? new SrtpSender(keys.Own);
            _senders.Remove(_sender);
            _senders.Add(_sender);
        }

        if (!_receiver.Key.Equals(keys.Peer) || _mki != keys.PeerMki)
        {
            _former?.Dispose();
            _former = _receiver;
            _receiver = new SrtpReceiver(keys.Peer, keys.PeerMki, _former);
            _mki = keys.PeerMki;
        }
    }

    /// <inheritdoc cref="SrtpReceiver.Unprotect"/>
    public SrtpVerdict Unprotect(bool rtcp, Span<byte> packet, out int length)
    {
        var verdict = rtcp ? _receiver.UnprotectRtcp(packet, out length) : _receiver.Unprotect(packet, out length);
        if (_former is null)
        {
            return verdict;
        }

        if (_receiver.IsProven)
        {
            _former.Dispose();
            _former = null;
            return verdict;
        }

        return rtcp ? _former.UnprotectRtcp(packet, out length) : _former.Unprotect(packet, out length);
    }

    /// <inheritdoc cref="SrtpSender.Protect"/>
    public int Protect(bool rtcp, ReadOnlySpan<byte> packet, Span<byte> sealedPacket) =>
        rtcp ? _sender.ProtectRtcp(packet, sealedPacket) : _sender.Protect(packet, sealedPacket);

    public void Dispose()
    {
        _senders.ForEach(s => s.Dispose());
        _receiver.Dispose();
        _former?.Dispose();
    }
}
