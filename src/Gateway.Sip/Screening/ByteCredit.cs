using System.Net;

namespace Gateway.Sip.Screening;

/// <summary>
/// Bytes that came from an address and have not been answered yet: a source that has not shown that it gets our packets never gets more bytes than it
/// sent, so that forged packets gain nothing for who forges them. Thread-safe. Keeps <see cref="Capacity"/> addresses; the oldest makes room.
/// </summary>
internal sealed class ByteCredit
{
    public const int Capacity = 32_768;

    /// <summary>Saved up at most: one large message.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _credit = [];
    private readonly Queue<IPAddress> _order = new();

    public void Received(IPAddress source, int bytes)
    {
        lock (_lock)
        {
            if (_credit.TryGetValue(source, out var credit))
            {
                _credit[source] = Math.Min(MostBytes, credit + bytes);
                return;
            }

            if (_credit.Count >= Capacity)
            {
                _credit.Remove(_order.Dequeue());
            }

            _credit.Add(source, Math.Min(MostBytes, bytes));
            _order.Enqueue(source);
        }
    }

    /// <summary>False, and nothing spent, when the address has sent less.</summary>
    public bool TrySpend(IPAddress destination, int bytes)
    {
        lock (_lock)
        {
            if (!_credit.TryGetValue(destination, out var credit) || credit < bytes)
            {
                return false;
            }

            _credit[destination] = credit - bytes;
            return true;
        }
    }
}
