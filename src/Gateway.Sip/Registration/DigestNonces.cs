using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sip.Registration;

/// <summary>
/// Nonces that need no memory until they are used: issue time and a token, signed together with whom they were given to, so that a nonce comes back
/// only from an address that has received our packet. 32 characters: a challenge shall not be larger than what it answers.
/// <see cref="New"/> and <see cref="IsOurs"/>: any thread; the rest has one owner.
/// </summary>
internal sealed class DigestNonces(byte[] key, DigestOptions options, Func<string> newToken)
{
    private const int TimeBytes = 6, OpenBytes = 12, Bytes = 24;
    private readonly Dictionary<string, NonceUse> _used = [];
    private readonly Queue<(string Nonce, DateTimeOffset ForgetAt)> _order = new();

    public int Remembered => _used.Count;

    public string New(DateTimeOffset now, string source)
    {
        Span<byte> nonce = stackalloc byte[Bytes];
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, now.ToUnixTimeMilliseconds());
        time[^TimeBytes..].CopyTo(nonce);
        SHA256.HashData(Encoding.UTF8.GetBytes(newToken())).AsSpan(0, OpenBytes - TimeBytes).CopyTo(nonce[TimeBytes..]);
        Sign(nonce[..OpenBytes], source).CopyTo(nonce[OpenBytes..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>Whether we made it for that source; the time is when, to the millisecond.</summary>
    public bool IsOurs(string nonce, string source, out DateTimeOffset issuedAt)
    {
        issuedAt = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (nonce.Length != Bytes / 3 * 4 || !Base64Url.TryDecodeFromChars(nonce, bytes, out var length) || length != Bytes
            || !CryptographicOperations.FixedTimeEquals(Sign(bytes[..OpenBytes], source), bytes[OpenBytes..]))
        {
            return false;
        }

        Span<byte> time = stackalloc byte[8];
        time.Clear();
        bytes[..TimeBytes].CopyTo(time[^TimeBytes..]);
        issuedAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(time));
        return true;
    }

    public bool IsYoung(DateTimeOffset issuedAt, DateTimeOffset now) =>
        now - issuedAt <= options.NonceLifetime && issuedAt <= now;

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

    private byte[] Sign(ReadOnlySpan<byte> open, string source) =>
        HMACSHA256.HashData(key, (byte[])[.. open, .. Encoding.UTF8.GetBytes($"{options.Realm}\n{source}")])[..(Bytes - OpenBytes)];

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
