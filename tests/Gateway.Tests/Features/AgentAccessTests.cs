using System.Net;
using Gateway.Configuration;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Features;

public sealed class AgentAccessTests
{
    private const string Password = "a password";
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private readonly SeededScheduler _scheduler = new(1, Start);
    private readonly GatewayConfiguration _configuration;
    private readonly DigestAuthenticator _authenticator;
    private readonly KnownSources _known;
    private readonly AlarmBoard _alarms;
    private readonly AgentAccess _access;
    private readonly List<GuessOutcome> _guessed = [];
    private DateTimeOffset _now = Start;

    public AgentAccessTests()
    {
        using var folder = new TestFolder();
        folder.Write("agents.json", """
            {
              "defaults": { "centre": "71.71", "password": "env:PASSWORD" },
              "agents": [ { "id": "2001" }, { "id": "2002" }, { "id": "2003", "digest": ["MD5"] } ]
            }
            """);
        _configuration = folder.Good();
        _authenticator = new DigestAuthenticator(new DigestOptions(_configuration.Domain), new byte[32], new SeededSipIds(1));
        _known = new KnownSources(_scheduler.Time);
        _alarms = new AlarmBoard(_scheduler.Time);
        _access = new AgentAccess(_authenticator, new AgentDigests(() => _configuration), _known, _alarms, _guessed.Add);
    }

    private string Realm => _configuration.Domain;

    [Fact]
    public void The_right_password_is_let_in_and_a_wrong_one_is_challenged()
    {
        Assert.Equal("2001", Try("198.51.100.1", "2001", Password).User);
        Assert.Equal((null, 401), Status(Try("198.51.100.1", "2001", "guess")));
    }

    [Fact]
    public void Whoever_does_not_wait_is_locked_out_after_ten_tries_in_all()
    {
        var answers = Enumerable.Range(0, 11).Select(_ => Try("198.51.100.1", "2001", "guess").Refusal).ToList();
        Assert.Equal([401, 401, 401, 401, 503, 503, 503, 503, 503, 503, 503], answers.Select(a => a.StatusCode));
        Assert.Equal(["1", "1", "1", "1", "1", "900", "900"], answers.Skip(4).Select(a => Assert.Single(a.Headers!).Value));
        Assert.Equal(
            [GuessOutcome.Counted, GuessOutcome.Counted, GuessOutcome.Counted, GuessOutcome.Slowed, GuessOutcome.LockedOut], _guessed);
        _now += TimeSpan.FromSeconds(901);
        Assert.Equal("2001", Try("198.51.100.1", "2001", Password).User);
    }

    [Fact]
    public void Guessing_is_slowed_then_locked_out_with_an_alarm_and_then_even_the_right_password_waits()
    {
        GuessUntilLocked("198.51.100.1", "2001");
        var (user, refusal) = Try("198.51.100.1", "2001", Password);
        Assert.Equal((null, 503), (user, refusal.StatusCode));
        Assert.Equal("900", Assert.Single(refusal.Headers!).Value);
        var alarm = _alarms.Snapshot()[0];
        Assert.Equal("registration_guessing", alarm.Kind);
        Assert.Contains("locked out for 15 minutes", alarm.Text, StringComparison.Ordinal);
        Assert.Contains("198.51.100.1", alarm.Text, StringComparison.Ordinal);
        Assert.Contains("firewall", alarm.Text, StringComparison.Ordinal);
        Assert.Equal("2001", Try("198.51.100.2", "2001", Password).User);
        Assert.Equal("2002", Try("198.51.100.1", "2002", Password).User);
        _now += TimeSpan.FromMinutes(16);
        Assert.Equal("2001", Try("198.51.100.1", "2001", Password).User);
    }

    [Fact]
    public void An_unknown_user_meets_the_same_answers_in_the_same_order_as_a_known_one()
    {
        List<string> Shape(string source, string user)
        {
            List<string> seen = [];
            for (var i = 0; i < 14; i++)
            {
                seen.Add(Shown(Try(source, user, "guess").Refusal));
                _now += TimeSpan.FromSeconds(4);
            }

            return seen;
        }

        Assert.Equal(Shape("198.51.100.1", "2001"), Shape("198.51.100.2", "9999"));
        Assert.DoesNotContain(_alarms.Snapshot(), a => a.Text.Contains("9999", StringComparison.Ordinal));
    }

    [Fact]
    public void Forged_packets_lock_out_nobody()
    {
        // The forger gets nonces at its own address only, and can make some up.
        var (victim, forger) = (IPAddress.Parse("198.51.100.1"), IPAddress.Parse("203.0.113.9"));
        for (var i = 0; i < 200; i++)
        {
            var nonce = i % 2 == 0 ? Nonce(forger) : "0123456789abcdef0123456789abcdef";
            _access.User(Register("2001", "guess", nonce), Flow(victim), _now, out var refusal);
            Assert.Equal(401, refusal.StatusCode);
        }

        Assert.Empty(_alarms.Snapshot());
        Assert.Equal("2001", Try("198.51.100.1", "2001", Password).User);
    }

    [Fact]
    public void An_address_that_holds_a_binding_is_never_locked_out_but_tells_the_help_desk()
    {
        var uri = SipUri.Parse("sip:2002@198.51.100.1");
        _access.Bind([new Binding("sip:2002@x", uri, Flow(IPAddress.Parse("198.51.100.1")), Start.AddHours(1), "c", 1, 1, null, null)]);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal((null, 401), Status(Try("198.51.100.1", "2001", "guess")));
        }

        Assert.Equal("2001", Try("198.51.100.1", "2001", Password).User);
        Assert.Contains("not locked out", Assert.Single(_alarms.Snapshot()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nonce_that_comes_back_proves_its_source_for_a_while()
    {
        var source = IPAddress.Parse("198.51.100.1");
        Assert.False(_known.IsProven(source));
        Try("198.51.100.1", "2001", "guess");
        Assert.True(_known.IsProven(source));
        _scheduler.RunUntil(TimeSpan.FromMinutes(11));
        Assert.False(_known.IsProven(source));
    }

    [Fact]
    public void An_agent_may_have_algorithms_of_its_own_and_another_one_is_not_accepted()
    {
        var digests = new AgentDigests(() => _configuration);
        Assert.Equal([DigestAlgorithm.Md5], digests.OfferedTo("2003"));
        Assert.Equal([DigestAlgorithm.Sha256, DigestAlgorithm.Md5], digests.OfferedTo("2001"));
        Assert.Null(digests.Ha1("2003", DigestAlgorithm.Sha256));
        Assert.NotNull(digests.Ha1("2003", DigestAlgorithm.Md5));
        Assert.NotNull(digests.Ha1("2001", DigestAlgorithm.Sha256));
    }

    [Fact]
    public void Names_that_nobody_has_are_offered_what_some_agents_are_and_always_the_same()
    {
        var digests = new AgentDigests(() => _configuration);
        var names = Enumerable.Range(3000, 300).Select(n => $"{n}").ToList();
        var offers = names.ConvertAll(n => string.Join(',', digests.OfferedTo(n)));
        Assert.Equal(offers, names.ConvertAll(n => string.Join(',', new AgentDigests(() => _configuration).OfferedTo(n))));
        Assert.InRange(offers.Count(o => o == "Md5"), 60, 140);
        Assert.Equal(2, offers.Distinct().Count());
    }

    private static (string?, int) Status((string? User, ResponseSpec Refusal) tried) => (tried.User, tried.Refusal.StatusCode);

    private static SipFlow Flow(IPAddress source) =>
        new("agents", SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5070"), new IPEndPoint(source, 5060));

    private static string Shown(ResponseSpec response)
    {
        var headers = response.Headers!.Select(h =>
            DigestChallenge.TryParse(h.Value, out var c) ? $"{h.Name}: {c with { Nonce = new string('n', c.Nonce.Length) }}" : $"{h.Name}: {h.Value}");
        return $"{response.StatusCode} {response.ReasonPhrase} {string.Join('|', headers)}";
    }

    private void GuessUntilLocked(string source, string user)
    {
        for (var i = 0; i < 100 && !_guessed.Contains(GuessOutcome.LockedOut); i++)
        {
            var (_, refusal) = Try(source, user, "guess");
            Assert.True(refusal.StatusCode is 401 or 503);
            if (refusal.StatusCode == 503)
            {
                _now += TimeSpan.FromSeconds(int.Parse(Assert.Single(refusal.Headers!).Value, null));
            }
        }

        Assert.Equal(GuessOutcome.LockedOut, _guessed[^1]);
    }

    private string Nonce(IPAddress source) =>
        DigestChallenge.TryParse(_authenticator.Challenge(_now, source).Headers![^1].Value, out var challenge) ? challenge.Nonce : "";

    private (string? User, ResponseSpec Refusal) Try(string source, string user, string password)
    {
        var address = IPAddress.Parse(source);
        var accepted = _access.User(Register(user, password, Nonce(address)), Flow(address), _now, out var refusal);
        return (accepted, refusal);
    }

    private SipRequest Register(string user, string password, string nonce)
    {
        var request = new SipRequest(SipMethod.Register, SipUri.Parse($"sip:{Realm}"));
        var challenge = new DigestChallenge(Realm, nonce, DigestAlgorithm.Md5);
        request.Headers.Add("To", new NameAddress(null, SipUri.Parse($"sip:{user}@{Realm}"), []).ToString());
        request.Headers.Add("Authorization", DigestCredentials.Answer(
            challenge, user, DigestResponse.Ha1(DigestAlgorithm.Md5, user, Realm, password), SipMethod.Register, $"sip:{Realm}", "cn").ToString());
        return request;
    }
}
