using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Sip.Registration;

namespace Gateway.Features;

/// <summary>
/// Which digest algorithms a user name is offered, and its H(A1). A name that no agent has is offered what some agent is offered, always the same for
/// one name, so that an answer does not tell which names there are. Thread-safe.
/// </summary>
internal sealed class AgentDigests(Func<GatewayConfiguration> configuration)
{
    private volatile Table? _table;

    public IReadOnlyList<DigestAlgorithm> OfferedTo(string? user)
    {
        var table = Current();
        return user is not null && table.Agents.TryGetValue(user, out var agent) ? agent.Digest ?? table.Default : table.Decoy(user ?? "");
    }

    /// <summary>Null for unknown users and for algorithms that are not offered to this one.</summary>
    public string? Ha1(string user, DigestAlgorithm algorithm)
    {
        var table = Current();
        if (!table.Agents.TryGetValue(user, out var agent) || !(agent.Digest ?? table.Default).Any(a => a.Stored() == algorithm))
        {
            return null;
        }

        return algorithm == DigestAlgorithm.Sha256 ? agent.Credential.Sha256 : agent.Credential.Md5;
    }

    public bool IsAgent(string user) => Current().Agents.ContainsKey(user);

    private Table Current()
    {
        var now = configuration();
        var table = _table;
        if (table is null || table.Of != now)
        {
            _table = table = new Table(now);
        }

        return table;
    }

    private sealed class Table
    {
        private readonly byte[] _key;
        private readonly IReadOnlyList<DigestAlgorithm>[] _offers;

        public Table(GatewayConfiguration configuration)
        {
            Of = configuration;
            Default = configuration.Registration.Algorithms;
            Agents = configuration.Agents.GroupBy(a => a.Id.Value).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            _offers = [.. configuration.Agents.Select(a => a.Digest ?? Default)];

            // Secret, and the same after a restart: a decoy that changed would give itself away.
            _key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', configuration.Agents.Select(a => a.Credential.Sha256 ?? a.Credential.Md5))));
        }

        public GatewayConfiguration Of { get; }

        public IReadOnlyList<DigestAlgorithm> Default { get; }

        public FrozenDictionary<string, AgentAccount> Agents { get; }

        public IReadOnlyList<DigestAlgorithm> Decoy(string user)
        {
            if (_offers.Length == 0)
            {
                return Default;
            }

            var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(user));
            return _offers[BitConverter.ToUInt32(hash) % (uint)_offers.Length];
        }
    }
}
