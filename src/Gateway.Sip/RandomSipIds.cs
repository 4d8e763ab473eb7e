using System.Security.Cryptography;

namespace Gateway.Sip;

/// <summary>Ids of a running service: counted handles, tokens from the system's generator. Thread-safe.</summary>
public sealed class RandomSipIds : ISipIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private long _last;

    public UsageId NewUsage() => new(Interlocked.Increment(ref _last));

    public ServerRequestId NewServerRequest() => new(Interlocked.Increment(ref _last));

    public ClientRequestId NewClientRequest() => new(Interlocked.Increment(ref _last));

    /// <summary>16 letters and digits, 95 bits.</summary>
    public string NewToken() => RandomNumberGenerator.GetString(Alphabet, 16);
}
