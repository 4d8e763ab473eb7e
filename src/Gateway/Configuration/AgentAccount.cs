using System.Security.Cryptography;
using System.Text;
using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Media.Sdp;
using Gateway.Sip.Registration;

namespace Gateway.Configuration;

/// <summary>A call taker and the right to register phones.</summary>
public sealed record AgentAccount
{
    /// <summary>Also user name of digest and user part of the address of record.</summary>
    public required AgentId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Code of the centre the agent belongs to.</summary>
    public required string Centre { get; init; }

    /// <summary>May take conversations of the own centre over (INVITE with Replaces, RFC 3891).</summary>
    public bool Supervisor { get; init; }

    public required DigestCredential Credential { get; init; }

    /// <summary>The queues worked for, also of other centres.</summary>
    public required IReadOnlyList<Tier> Tiers { get; init; }

    /// <summary>Null: the queue's.</summary>
    public required TimeSpan? WrapUpTime { get; init; }

    public required AgentStatus InitialStatus { get; init; }

    /// <summary>Skills and their levels, 1 to 100; languages by their tag.</summary>
    public IReadOnlyDictionary<string, int> Skills { get; init; } = new Dictionary<string, int>();

    /// <summary>The phones answer by themselves when asked to (RFC 5373).</summary>
    public bool AutoAnswer { get; init; }

    /// <summary>When conversations with the phones of this agent are SRTP.</summary>
    public SrtpUse Srtp { get; init; } = SrtpUse.Optional;

    /// <summary>Digest algorithms offered to the phones of this agent, in this order; null: those of the installation.</summary>
    public IReadOnlyList<DigestAlgorithm>? Digest { get; init; }
}

/// <summary>H(A1) of RFC 7616 §3.4.2 in lower-case hex, by algorithm; null: that algorithm cannot be offered to this agent.</summary>
/// <param name="Md5">32 digits.</param>
/// <param name="Sha256">64 digits.</param>
public sealed record DigestCredential(string? Md5, string? Sha256)
{
    /// <summary>Both, from the password itself.</summary>
    public static DigestCredential Of(string user, string realm, string password)
    {
        var a1 = Encoding.UTF8.GetBytes($"{user}:{realm}:{password}");
#pragma warning disable CA5351 // MD5 is what RFC 3261 phones speak.
        return new DigestCredential(Convert.ToHexStringLower(MD5.HashData(a1)), Convert.ToHexStringLower(SHA256.HashData(a1)));
#pragma warning restore CA5351
    }

    /// <summary>Shows nothing: whoever has H(A1) can register.</summary>
    public override string ToString() => "DigestCredential(hidden)";
}

/// <summary>A text that must not be shown.</summary>
public sealed record Secret(string Value)
{
    public override string ToString() => "(hidden)";
}
