using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Gateway.Sip.Routing;
using DnsQuestion = Gateway.Sip.Routing.DnsQuestion;

namespace Gateway.Trunks.Dns;

/// <summary>DNS by the system's name servers. Thread-safe; answers come on pool threads. Caching is the asker's.</summary>
/// <param name="server">Null: the system's.</param>
internal sealed class DnsClientResolver(IPEndPoint? server = null) : IDnsResolver
{
    private readonly Lazy<LookupClient> _client = new(() => new LookupClient(Options(server)));

    public void Ask(DnsQuestion question, Action<DnsAnswer?> done) => _ = Task.Run(async () => done(await AskAsync(question).ConfigureAwait(false)));

    private static LookupClientOptions Options(IPEndPoint? server)
    {
        var options = server is null ? new LookupClientOptions() : new LookupClientOptions(server);
        options.Timeout = TimeSpan.FromSeconds(2);
        options.Retries = 1;
        options.UseCache = false;
        options.ThrowDnsErrors = false;
        return options;
    }

    private async Task<DnsAnswer?> AskAsync(DnsQuestion question)
    {
        try
        {
            QueryType[] types = question.Kind switch
            {
                DnsKind.Naptr => [QueryType.NAPTR],
                DnsKind.Srv => [QueryType.SRV],
                _ => [QueryType.A, QueryType.AAAA],
            };
            var responses = await Task.WhenAll(types.Select(t => _client.Value.QueryAsync(question.Name, t))).ConfigureAwait(false);

            // "No such name" is an answer; a server that fails is none.
            if (responses.All(r => r.Header.ResponseCode is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain)))
            {
                return null;
            }

            var records = responses.SelectMany(r => r.Answers).ToList();
            var lifetime = records.Count == 0 ? 0 : records.Min(r => r.InitialTimeToLive);
            return new DnsAnswer(
                [.. records.OfType<NAPtrRecord>().Select(Naptr)],
                [.. records.OfType<DnsClient.Protocol.SrvRecord>().Select(Srv)],
                [.. records.OfType<AddressRecord>().Select(r => r.Address).OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)],
                TimeSpan.FromSeconds(lifetime));
        }
        catch (Exception e) when (e is DnsResponseException or OperationCanceledException or IOException or InvalidOperationException
            or ArgumentException or SocketException)
        {
            return null;
        }
    }

    private static NaptrRecord Naptr(NAPtrRecord r) => new(r.Order, r.Preference, r.Flags, r.Services, r.Replacement.Value.TrimEnd('.'));

    private static Sip.Routing.SrvRecord Srv(DnsClient.Protocol.SrvRecord r) => new(r.Priority, r.Weight, r.Port, r.Target.Value.TrimEnd('.'));
}
