using System.Security.Cryptography;
using Gateway.Acd;

namespace Gateway.Operations;

/// <summary>Source of call and incident ids: 20 letters and digits (NENA-STA-010: 10 to 32). Thread-safe.</summary>
public interface ICallIds
{
    CallId NewCall();

    string NewIncident();

    /// <summary>Salt of a journal event: 16 bytes.</summary>
    void FillSalt(Span<byte> salt);

    /// <summary>What the SRTP keys of one leg follow from: 32 octets.</summary>
    void FillSecret(Span<byte> secret);
}

/// <summary>Random ids, unguessable.</summary>
public sealed class RandomCallIds : ICallIds
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public CallId NewCall() => new(RandomNumberGenerator.GetString(Alphabet, 20));

    public string NewIncident() => RandomNumberGenerator.GetString(Alphabet, 20);

    public void FillSalt(Span<byte> salt) => RandomNumberGenerator.Fill(salt);

    public void FillSecret(Span<byte> secret) => RandomNumberGenerator.Fill(secret);
}

/// <summary>Ids from a seed, for simulation. Not thread-safe.</summary>
public sealed class SeededCallIds(int seed) : ICallIds
{
    private readonly Random _random = new(seed);
    private readonly Random _secrets = new(~seed);

    public CallId NewCall() => new(Token());

    public string NewIncident() => Token();

    public void FillSalt(Span<byte> salt) => _random.NextBytes(salt);

    public void FillSecret(Span<byte> secret) => _secrets.NextBytes(secret);

    private string Token() => new(_random.GetItems<char>("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 20));
}
