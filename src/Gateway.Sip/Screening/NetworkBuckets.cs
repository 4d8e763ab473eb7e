using System.Net;

namespace Gateway.Sip.Screening;

/// <summary>
/// A token bucket for each source network (IPv4 /24, IPv6 /64): so many messages a second, twice as many at once. Thread-safe. Keeps
/// <see cref="Capacity"/> networks; the oldest makes room and would begin with a full bucket again.
/// </summary>
public sealed class NetworkBuckets(TimeProvider time)
{
    public const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPNetwork, Bucket> _buckets = [];
    private readonly Queue<IPNetwork> _order = new();

    /// <summary>False: the network has sent too much of late.</summary>
    /// <param name="perSecond">0: never.</param>
    public bool Take(IPAddress source, int perSecond)
    {
        var network = SourceNetwork.Of(source);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_buckets.TryGetValue(network, out var bucket))
            {
                if (_buckets.Count >= Capacity)
                {
                    _buckets.Remove(_order.Dequeue());
                }

                _buckets.Add(network, bucket = new Bucket { Tokens = 2.0 * perSecond, At = now });
                _order.Enqueue(network);
            }

            bucket.Tokens = Math.Min(2.0 * perSecond, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
            bucket.At = now;
            if (bucket.Tokens < 1)
            {
                return false;
            }

            bucket.Tokens--;
            return true;
        }
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
