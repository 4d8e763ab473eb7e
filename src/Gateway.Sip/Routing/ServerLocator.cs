using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Routing;

/// <summary>
/// Locates servers with a cache of DNS answers: those that say "not there" too, and, when no server answers, the last ones known. Owned by one loop;
/// <paramref name="post"/> brings it the answers.
/// </summary>
/// <param name="post">Runs an action on the owner's loop.</param>
/// <param name="random">See <see cref="ServerLocation.Next"/>.</param>
public sealed class ServerLocator(
    IDnsResolver dns, IReadOnlySet<SipTransportKind> supported, TimeProvider time, Action<Action> post, Func<int, int> random)
{
    /// <summary>Answers kept; when full all are asked again.</summary>
    public const int Capacity = 1000;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromHours(1), Negative = TimeSpan.FromSeconds(30);
    private readonly Dictionary<DnsQuestion, (DnsAnswer Answer, long At, TimeSpan Lifetime)> _cache = [];

    /// <param name="done">Told once on the owner's loop: targets in the order in which to try them; empty when there are none.</param>
    public void Locate(SipUri uri, Action<IReadOnlyList<SipTarget>> done) => Go(uri, [], done, rounds: 8);

    private void Go(SipUri uri, Dictionary<DnsQuestion, DnsAnswer> known, Action<IReadOnlyList<SipTarget>> done, int rounds)
    {
        switch (ServerLocation.Next(uri, known, supported, random))
        {
            case LocateStep.Found found:
                done(found.Targets);
                break;
            case LocateStep.Ask when rounds == 0:
                done([]);
                break;
            case LocateStep.Ask ask:
                var open = ask.Questions.Count;
                foreach (var question in ask.Questions)
                {
                    Ask(question, answer =>
                    {
                        known[question] = answer;
                        if (--open == 0)
                        {
                            Go(uri, known, done, rounds - 1);
                        }
                    });
                }

                break;
        }
    }

    private void Ask(DnsQuestion question, Action<DnsAnswer> done)
    {
        if (_cache.TryGetValue(question, out var kept) && time.GetElapsedTime(kept.At) < kept.Lifetime)
        {
            done(kept.Answer);
            return;
        }

        dns.Ask(question, answer => post(() => done(Keep(question, answer))));
    }

    private DnsAnswer Keep(DnsQuestion question, DnsAnswer? answer)
    {
        if (answer is null)
        {
            answer = _cache.TryGetValue(question, out var old) ? old.Answer : DnsAnswer.Nothing;
            _cache[question] = (answer, time.GetTimestamp(), Shortest);
            return answer;
        }

        if (_cache.Count >= Capacity)
        {
            _cache.Clear();
        }

        var lifetime = answer.IsEmpty ? Negative : answer.Lifetime < Shortest ? Shortest : answer.Lifetime > Longest ? Longest : answer.Lifetime;
        _cache[question] = (answer, time.GetTimestamp(), lifetime);
        return answer;
    }
}
