using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sip.Registration;

/// <summary>Nonces that need no memory until they are used: issue time and a token, signed. One owner.</summary>
internal sealed class DigestNonces(byte[] key, DigestOptions options, Func<string> newToken)
{
    private const int TimeLength = 16, SignatureLength = 32;
    private readonly Dictionary<string, NonceUse> _used = [];
    private readonly Queue<(string Nonce, DateTimeOffset ForgetAt)> _order = new();

    public int Remembered => _used.Count;

    public string New(DateTimeOffset now)
    {
        var open = now.UtcTicks.ToString("x16", CultureInfo.InvariantCulture) + newToken();
        return open + Sign(open);
    }

    /// <summary>Whether we made it; the time is when.</summary>
    public bool IsOurs(string nonce, out DateTimeOffset issuedAt)
    {
        issuedAt = default;
        if (nonce.Length <= TimeLength + SignatureLength)
        {
            return false;
        }

        var open = nonce[..^SignatureLength];
        var isOurs = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(open)), Encoding.UTF8.GetBytes(nonce[^SignatureLength..]));
        if (isOurs)
        {
            var ticks = long.Parse(open.AsSpan(0, TimeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            issuedAt = new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        return isOurs;
    }

    public bool IsYoung(DateTimeOffset issuedAt, DateTimeOffset now) => now - issuedAt <= options.NonceLifetime && issuedAt <= now;

    /// <summary>True once for each count of a nonce; counts may come out of order within 64 (RFC 7616 §3.4.5). 0 (no qop): once at all.</summary>
    public bool TryUse(string nonce, uint count, DateTimeOffset now)
    {
        Forget(now);
        if (_used.TryGetValue(nonce, out var use))
        {
            return count != 0 && use.TryUse(count);
        }

        if (_used.Count >= options.MaxNonces)
        {
            return false;
        }

        _used.Add(nonce, new NonceUse(count));
        _order.Enqueue((nonce, now + options.NonceLifetime));
        return true;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && oldest.ForgetAt < now)
        {
            _order.Dequeue();
            _used.Remove(oldest.Nonce);
        }
    }

    private string Sign(string open) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{open}\n{options.Realm}")).AsSpan(0, SignatureLength / 2));

    /// <summary>The highest count seen and a window of 64 behind it.</summary>
    private sealed class NonceUse(uint first)
    {
        private uint _highest = first;
        private ulong _window = 1;

        public bool TryUse(uint count)
        {
            if (count > _highest)
            {
                var shift = count - _highest;
                _window = shift >= 64 ? 1 : (_window << (int)shift) | 1;
                _highest = count;
                return true;
            }

            var back = _highest - count;
            if (back >= 64 || (_window & (1UL << (int)back)) != 0)
            {
                return false;
            }

            _window |= 1UL << (int)back;
            return true;
        }
    }
}
