using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Tests.Registration;

public sealed class RegisterClientTests
{
    private static readonly SipUri Ours = SipUri.Parse("sip:manado@192.0.2.1:5060");
    private RegisterClient _client = new(TimeSpan.FromHours(1));
    private IReadOnlyList<RegisterEffect> _effects = [];

    private RegisterEffect.Send Sent => Assert.IsType<RegisterEffect.Send>(Assert.Single(_effects));

    private double Waits => Assert.IsType<RegisterEffect.WaitFor>(Assert.Single(_effects)).Time.TotalSeconds;

    [Fact]
    public void A_registration_is_refreshed_at_half_of_what_was_granted()
    {
        Due();
        Assert.Equal((1u, 3600.0, null), (Sent.CSeq, Sent.Expires.TotalSeconds, Sent.Challenge));
        Answer(200, ("Contact", "<sip:other@198.51.100.1>;expires=60, <sip:manado@192.0.2.1:5060>;expires=600"));
        Assert.Equal((RegisterState.Registered, 300.0), (_client.State, Waits));
        Due();
        Assert.Equal(2u, Sent.CSeq);
        Answer(200, ("Expires", "120"));
        Assert.Equal(60, Waits);
        Due();
        Answer(200);
        Assert.Equal(1800, Waits);
    }

    [Theory]
    [InlineData(401, "WWW-Authenticate", false)]
    [InlineData(407, "Proxy-Authenticate", true)]
    public void A_challenge_is_answered_once_with_the_next_CSeq_and_a_second_one_means_a_wrong_password(int status, string header, bool isProxy)
    {
        Due();
        Answer(status, (header, "Digest realm=\"op\", nonce=\"n1\", algorithm=MD5, qop=\"auth\""));
        Assert.Equal((2u, "n1", isProxy), (Sent.CSeq, Sent.Challenge!.Nonce, Sent.IsProxy));
        Answer(status, (header, "Digest realm=\"op\", nonce=\"n2\", algorithm=MD5, qop=\"auth\""));
        Assert.Equal((RegisterState.Failed, 300.0), (_client.State, Waits));
        Assert.Contains("password is wrong", _client.Reason, StringComparison.Ordinal);
        Due();
        Assert.Null(Sent.Challenge);
    }

    [Fact]
    public void A_stale_nonce_is_answered_once_more()
    {
        Due();
        Answer(401, ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"n1\""));
        Answer(401, ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"n2\", stale=true"));
        Assert.Equal("n2", Sent.Challenge!.Nonce);
        Answer(401, ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"n3\", stale=true"));
        Assert.Equal(RegisterState.Failed, _client.State);
    }

    [Fact]
    public void The_stronger_challenge_is_answered_and_an_unknown_one_is_told()
    {
        Due();
        Answer(401, ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"a\", algorithm=MD5"), ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"b\", algorithm=SHA-256"));
        Assert.Equal(DigestAlgorithm.Sha256, Sent.Challenge!.Algorithm);
        _client = new RegisterClient(TimeSpan.FromHours(1));
        Due();
        Answer(401, ("WWW-Authenticate", "Digest realm=\"op\", nonce=\"a\", algorithm=AKAv1-MD5"));
        Assert.Contains("do not know", _client.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_423_is_followed()
    {
        _client = new RegisterClient(TimeSpan.FromMinutes(1));
        Due();
        Answer(423, ("Min-Expires", "1800"));
        Assert.Equal(1800, Sent.Expires.TotalSeconds);
        Answer(423, ("Min-Expires", "1800"));
        Assert.Equal(RegisterState.Failed, _client.State);
    }

    [Fact]
    public void Silence_waits_longer_each_time_and_goes_to_the_next_address()
    {
        List<(double, int)> seen = [];
        for (var i = 0; i < 11; i++)
        {
            Due();
            var at = Sent.Try;
            Silence();
            seen.Add((Waits, at));
        }

        Assert.Equal([2, 3, 5, 8, 16, 32, 64, 128, 256, 300, 300], seen.Select(s => s.Item1));
        Assert.Equal(Enumerable.Range(0, 11), seen.Select(s => s.Item2));
        Due();
        Answer(200);
        Assert.Equal(0, _client.Failures);
    }

    [Theory]
    [InlineData(503, "120", 120)]
    [InlineData(500, null, 2)]
    [InlineData(403, null, 300)]
    [InlineData(404, "30", 30)]
    [InlineData(603, null, 300)]
    public void Refusals_wait_as_told_or_as_their_class_deserves(int status, string? retryAfter, double wait)
    {
        Due();
        Answer(status, retryAfter is null ? [] : [("Retry-After", retryAfter)]);
        Assert.Equal((RegisterState.Failed, wait), (_client.State, Waits));
    }

    [Fact]
    public void A_late_answer_and_a_timer_while_waiting_for_one_are_absorbed()
    {
        Answer(200);
        Assert.Equal((RegisterState.Unregistered, 0), (_client.State, _effects.Count));
        Due();
        Due();
        Assert.Empty(_effects);
    }

    private void Due() => On(new RegisterInput.Due());

    private void Silence() => On(new RegisterInput.Answered(null, Ours));

    private void Answer(int status, params (string Name, string Value)[] headers)
    {
        var response = new SipResponse(status, StatusCode.ReasonPhrase(status));
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        On(new RegisterInput.Answered(response, Ours));
    }

    private void On(RegisterInput input) => (_client, _effects) = _client.On(input);
}
