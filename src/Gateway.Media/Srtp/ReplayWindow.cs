namespace Gateway.Media.Srtp;

/// <summary>
/// Which packets have been (RFC 3711 §3.3.2), and the index that a sequence number stands for (§3.3.1, appendix A). Mutable; one owner.
/// </summary>
internal struct ReplayWindow
{
    /// <summary>Packets behind the highest that can still come; the RFC asks for 64 at least.</summary>
    public const int Size = 128;

    private ulong _highest;
    private UInt128 _seen;

    /// <summary>Whether any packet has been.</summary>
    public readonly bool HasBegun => _seen != 0;

    public readonly ulong Highest => _highest;

    /// <summary>The index nearest to the highest one whose last 16 bits are that sequence number; null: before the first.</summary>
    public readonly ulong? Guess(ushort sequence)
    {
        var guess = (long)_highest + (short)(sequence - (ushort)_highest);
        return guess < 0 ? null : (ulong)guess;
    }

    /// <summary>Neither seen nor older than the window.</summary>
    public readonly bool IsFresh(ulong index) =>
        !HasBegun || index > _highest || (_highest - index < Size && ((_seen >> (int)(_highest - index)) & 1) == 0);

    /// <summary>Notes a packet; only after its tag has proved it.</summary>
    public void Add(ulong index)
    {
        if (!HasBegun || index > _highest)
        {
            var ahead = index - _highest;
            _seen = (HasBegun && ahead < Size ? _seen << (int)ahead : 0) | 1;
            _highest = index;
        }
        else
        {
            _seen |= UInt128.One << (int)(_highest - index);
        }
    }
}
