using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Tests.Digest;

public sealed class DigestTests
{
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string Cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private const string Realm = "http-auth@example.org";

    [Theory]
    [InlineData(DigestAlgorithm.Md5, "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(DigestAlgorithm.Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Rfc7616_3_9_1_vectors(DigestAlgorithm algorithm, string response)
    {
        var challenge = new DigestChallenge(Realm, Nonce, algorithm, "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
        var ha1 = DigestResponse.Ha1(algorithm, "Mufasa", Realm, "Circle of Life");
        var credentials = DigestCredentials.Answer(challenge, "Mufasa", ha1, new SipMethod("GET"), "/dir/index.html", Cnonce);
        Assert.Equal(response, credentials.Response);
        Assert.True(DigestResponse.IsRight(credentials, ha1, new SipMethod("GET")));
        Assert.False(DigestResponse.IsRight(credentials, ha1, new SipMethod("PUT")));
    }

    // RFC 2617 §3.5, the one that phones were built against.
    [Fact]
    public void Rfc2617_3_5_vector()
    {
        var credentials = DigestCredentials.Parse(
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
            + "qop=auth, nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
        var ha1 = DigestResponse.Ha1(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life");
        Assert.Equal("939e7578ed9e3c518a452acee763bce9", ha1);
        Assert.True(DigestResponse.IsRight(credentials, ha1, new SipMethod("GET")));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Md5, true)]
    [InlineData(DigestAlgorithm.Md5, false)]
    [InlineData(DigestAlgorithm.Md5Session, true)]
    [InlineData(DigestAlgorithm.Md5Session, false)]
    [InlineData(DigestAlgorithm.Sha256, true)]
    [InlineData(DigestAlgorithm.Sha256, false)]
    [InlineData(DigestAlgorithm.Sha256Session, true)]
    [InlineData(DigestAlgorithm.Sha256Session, false)]
    public void Both_sides_agree_over_the_wire(DigestAlgorithm algorithm, bool qop)
    {
        Assert.True(DigestChallenge.TryParse(new DigestChallenge("manado \"112\"", "n,1", algorithm, null, false, qop).ToString(),
            out var challenge));
        Assert.Equal(("manado \"112\"", "n,1", algorithm, qop), (challenge.Realm, challenge.Nonce, challenge.Algorithm, challenge.HasQop));
        var ha1 = DigestResponse.Ha1(algorithm, "budi", challenge.Realm, "rahasia");
        var sent = DigestCredentials.Answer(challenge, "budi", ha1, SipMethod.Register, "sip:gw.example", "c1", 0x2a);
        var received = DigestCredentials.Parse(sent.ToString());
        Assert.Equal(sent, received);
        Assert.True(DigestResponse.IsRight(received, ha1, SipMethod.Register));
        Assert.False(DigestResponse.IsRight(received, DigestResponse.Ha1(algorithm, "budi", challenge.Realm, "Rahasia"),
            SipMethod.Register));
        Assert.False(DigestResponse.IsRight(received with { Nonce = "n,2" }, ha1, SipMethod.Register));
    }

    // Worked by hand from the formula of RFC 7616 §3.4.2, so that both sides cannot be wrong in the same way.
    [Fact]
    public void The_session_kind_hashes_HA1_with_nonce_and_cnonce()
    {
        var ha1 = DigestAlgorithm.Md5.Hash("budi:r:p");
        var expected = DigestAlgorithm.Md5.Hash(
            $"{DigestAlgorithm.Md5.Hash($"{ha1}:n:c")}:n:00000001:c:auth:{DigestAlgorithm.Md5.Hash("REGISTER:sip:x")}");
        var sent = DigestCredentials.Answer(new DigestChallenge("r", "n", DigestAlgorithm.Md5Session), "budi", ha1, SipMethod.Register,
            "sip:x", "c");
        Assert.Equal(expected, sent.Response);
    }

    [Fact]
    public void Challenges_go_out_with_SHA_256_first()
    {
        var lines = DigestChallenge.Lines("WWW-Authenticate", "r", "n", stale: true);
        Assert.Equal("Digest realm=\"r\", nonce=\"n\", stale=true, algorithm=SHA-256, qop=\"auth\"", lines[0].Value);
        Assert.Contains("algorithm=MD5,", lines[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_strongest_challenge_that_is_known_is_answered()
    {
        var headers = new HeaderList().Add("WWW-Authenticate", "Basic realm=\"x\"")
            .Add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"")
            .Add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"2\", algorithm=MD5, qop=\"auth-int,auth\"")
            .Add("WWW-Authenticate", "Digest realm=\"r\",nonce=\"3\",algorithm=sha-256,qop=auth");
        Assert.Equal("3", DigestChallenge.Best(headers, "WWW-Authenticate")!.Nonce);
        headers.Remove("WWW-Authenticate");
        Assert.Null(DigestChallenge.Best(headers, "WWW-Authenticate"));
    }

    [Theory]
    [InlineData("NoOneKnowsThisScheme opaque-data=here")]
    [InlineData("Digest")]
    [InlineData("Digest username")]
    [InlineData("Digest username=\"a")]
    [InlineData("Digest username=\"a\" realm=\"b\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", algorithm=FOO")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", qop=auth-int, nc=00000001, cnonce=\"c\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", qop=auth, nc=1, cnonce=\"c\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", qop=auth, nc=00000001")]
    public void Credentials_that_cannot_be_checked_are_not_readable(string text) => Assert.False(DigestCredentials.TryParse(text, out _));
}
