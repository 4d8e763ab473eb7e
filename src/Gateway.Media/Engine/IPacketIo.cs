using Gateway.Media.Rtp;

namespace Gateway.Media.Engine;

/// <summary>
/// The network under a media loop: real sockets or the in-memory network. Used by the loop's thread only. Received datagrams are handed to
/// <see cref="MediaLoopCore.OnDatagram"/> by whoever drives the loop.
/// </summary>
internal interface IPacketIo
{
    /// <summary>Binds both ports for a place in the leg table.</summary>
    /// <returns>Null, or why it did not work.</returns>
    string? TryOpen(LegSlot slot, RtpPorts ports);

    void Close(LegSlot slot);

    /// <summary>False when the network would not take it; nothing waits.</summary>
    bool TrySend(LegSlot slot, bool rtcp, ReadOnlySpan<byte> packet, in PacketAddress to);
}

/// <summary>
/// A place in a loop's leg table; the generation tells its users apart, so that late events of a former one are recognised.
/// </summary>
internal readonly record struct LegSlot(int Index, uint Generation);
