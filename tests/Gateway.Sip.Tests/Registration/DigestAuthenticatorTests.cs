using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Tests.Registration;

public sealed class DigestAuthenticatorTests
{
    private const string Realm = "manado.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = new byte[32];
    private readonly DigestAuthenticator _authenticator = new(new DigestOptions(Realm) { MaxNonces = 5 }, Key, new SeededSipIds(1));

    private static string? Ha1(string user, DigestAlgorithm algorithm) =>
        user == "agent1" ? DigestResponse.Ha1(algorithm, user, Realm, "secret") : null;

    private static SipRequest Request(string? authorization = null)
    {
        var request = new SipRequest(SipMethod.Register, SipUri.Parse("sip:manado.example"));
        return authorization is null ? request : With(request, authorization);
    }

    private static SipRequest With(SipRequest request, string authorization)
    {
        request.Headers.Add("Authorization", authorization);
        return request;
    }

    private static string Answer(DigestChallenge challenge, string user = "agent1", string password = "secret", uint count = 1) =>
        DigestCredentials.Answer(
            challenge, user, DigestResponse.Ha1(challenge.Algorithm, user, Realm, password), SipMethod.Register, "sip:manado.example", "cn", count).ToString();

    private DigestVerdict Check(string? authorization, double at = 0) => _authenticator.Check(Request(authorization), Ha1, Now.AddSeconds(at));

    private DigestChallenge[] Challenges(double at = 0) => Lines(Check(null, at));

    private static DigestChallenge[] Lines(DigestVerdict verdict) =>
    [
        .. Assert.IsType<DigestVerdict.Challenged>(verdict).Response.Headers!
            .Select(h => DigestChallenge.TryParse(h.Value, out var challenge) ? challenge : throw new InvalidOperationException(h.Value)),
    ];

    private static DigestRefusal Reason(DigestVerdict verdict) => Assert.IsType<DigestVerdict.Challenged>(verdict).Reason;

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, 0)]
    [InlineData(DigestAlgorithm.Md5, 1)]
    public void Both_algorithms_are_offered_and_either_is_accepted(DigestAlgorithm algorithm, int place)
    {
        var challenge = Challenges()[place];
        Assert.Equal((algorithm, false), (challenge.Algorithm, challenge.Stale));
        Assert.Equal("agent1", Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge))).Username);
    }

    [Fact]
    public void An_unknown_user_and_a_wrong_password_get_the_same_answer()
    {
        var challenge = Challenges()[0];
        var unknown = Assert.IsType<DigestVerdict.Challenged>(Check(Answer(challenge, user: "nobody")));
        var wrong = Assert.IsType<DigestVerdict.Challenged>(Check(Answer(challenge, password: "guess")));
        Assert.Equal((unknown.Reason, unknown.Response.StatusCode), (wrong.Reason, wrong.Response.StatusCode));
        Assert.Equal(Lines(unknown).Select(c => c with { Nonce = "" }), Lines(wrong).Select(c => c with { Nonce = "" }));
        Assert.All(Lines(wrong), c => Assert.False(c.Stale));
    }

    [Fact]
    public void A_nonce_count_counts_once_and_a_later_one_again()
    {
        var challenge = Challenges()[0];
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge, count: 1)));
        Assert.Equal(DigestRefusal.Replayed, Reason(Check(Answer(challenge, count: 1))));
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge, count: 3)));
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge, count: 2)));
        Assert.Equal(DigestRefusal.Replayed, Reason(Check(Answer(challenge, count: 2))));
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge, count: 500)));
        Assert.Equal(DigestRefusal.Replayed, Reason(Check(Answer(challenge, count: 4))));
        Assert.All(Lines(Check(Answer(challenge, count: 4))), c => Assert.True(c.Stale));
    }

    [Fact]
    public void A_nonce_without_qop_counts_once()
    {
        var challenge = Challenges()[1] with { HasQop = false };
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge)));
        Assert.Equal(DigestRefusal.Replayed, Reason(Check(Answer(challenge))));
    }

    [Fact]
    public void An_old_nonce_gets_stale_only_with_the_right_password()
    {
        var challenge = Challenges()[0];
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(challenge), 300));
        var late = Check(Answer(challenge, count: 2), 301);
        Assert.Equal(DigestRefusal.StaleNonce, Reason(late));
        Assert.All(Lines(late), c => Assert.True(c.Stale));
        Assert.Equal(DigestRefusal.WrongSecret, Reason(Check(Answer(challenge, password: "guess", count: 3), 301)));
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(Lines(late)[0]), 301));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000000aaaaaaaaaaaaaaaa00000000000000000000000000000000")]
    [InlineData("zzzzzzzzzzzzzzzzaaaaaaaaaaaaaaaa0000000000000000000000000000000é")]
    public void A_nonce_that_is_not_ours_is_foreign(string nonce) =>
        Assert.Equal(DigestRefusal.ForeignNonce, Reason(Check(Answer(Challenges()[0] with { Nonce = nonce }))));

    [Fact]
    public void Memory_is_bounded_and_a_full_one_challenges_anew()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<DigestVerdict.Accepted>(Check(Answer(Challenges()[0])));
        }

        Assert.Equal(DigestRefusal.Replayed, Reason(Check(Answer(Challenges()[0]))));
        Assert.Equal(5, _authenticator.RememberedNonces);
        Assert.IsType<DigestVerdict.Accepted>(Check(Answer(Challenges(301)[0]), 301));
        Assert.Equal(1, _authenticator.RememberedNonces);
    }

    [Theory]
    [InlineData("Basic YWdlbnQxOnNlY3JldA==")]
    [InlineData("Digest username=\"agent1\"")]
    [InlineData("Digest")]
    public void Unreadable_credentials_are_challenged(string text) => Assert.Equal(DigestRefusal.Unreadable, Reason(Check(text)));

    [Fact]
    public void A_nonce_is_good_only_from_the_address_that_it_was_sent_to()
    {
        var (ours, theirs) = (IPAddress.Parse("198.51.100.1"), IPAddress.Parse("198.51.100.2"));
        var challenge = Lines(_authenticator.Check(Request(), Ha1, Now, ours))[0];
        Assert.Equal(DigestRefusal.ForeignNonce, Reason(_authenticator.Check(Request(Answer(challenge)), Ha1, Now, theirs)));
        Assert.Equal(new DigestClaim("agent1", false), _authenticator.Claim(Request(Answer(challenge)), theirs));
        Assert.Equal(new DigestClaim("agent1", true), _authenticator.Claim(Request(Answer(challenge)), ours));
        Assert.IsType<DigestVerdict.Accepted>(_authenticator.Check(Request(Answer(challenge)), Ha1, Now, IPAddress.Parse("::ffff:198.51.100.1")));
    }

    [Fact]
    public void A_guess_with_a_foreign_nonce_learns_nothing_even_when_it_is_right()
    {
        var foreign = new DigestChallenge(Realm, "0123456789abcdef0123456789abcdef", DigestAlgorithm.Md5);
        var right = Assert.IsType<DigestVerdict.Challenged>(Check(Answer(foreign)));
        var wrong = Assert.IsType<DigestVerdict.Challenged>(Check(Answer(foreign, password: "guess")));
        Assert.Equal((DigestRefusal.ForeignNonce, DigestRefusal.ForeignNonce), (right.Reason, wrong.Reason));
        Assert.All(Lines(right).Concat(Lines(wrong)), c => Assert.False(c.Stale));
    }

    [Fact]
    public void Nonces_have_one_shape_and_one_length()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Matches("^[A-Za-z0-9_-]{32}$", Challenges(i)[0].Nonce);
        }
    }
}
