using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Simulator;

/// <summary>The REGISTER requests of one phone (RFC 3261 §10.2): one Call-ID, rising CSeq, digest when challenged. Not thread-safe.</summary>
internal sealed class PhoneRegistration(PhoneScript script, ISipIds ids)
{
    private readonly string _callId = ids.NewToken();
    private uint _cseq;
    private bool _answeredChallenge;

    /// <summary>The next REGISTER, or null when the answer to a challenge was refused.</summary>
    /// <param name="expires">In whole seconds; zero ends the registration.</param>
    public RequestSpec? Next(SipResponse? challenge, TimeSpan expires)
    {
        if (challenge is not null && _answeredChallenge)
        {
            _answeredChallenge = false;
            return null;
        }

        _answeredChallenge = challenge is not null;
        var registrar = SipUri.Parse($"sip:{script.Domain}");
        var self = new NameAddress(null, SipUri.Parse($"sip:{script.User}@{script.Domain}"), []);
        var local = script.Flow.Local;
        var headers = new List<HeaderField>
        {
            new("Contact", $"<sip:{script.User}@{local};transport={script.Flow.Transport.ToString().ToLowerInvariant()}>"),
            new("Expires", ((int)expires.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
        if (challenge is not null)
        {
            if (DigestChallenge.Best(challenge.Headers, "WWW-Authenticate") is not { } best)
            {
                return null;
            }

            var ha1 = DigestResponse.Ha1(best.Algorithm, script.User, best.Realm, script.Password);
            var answer = DigestCredentials.Answer(best, script.User, ha1, SipMethod.Register, registrar.Text, ids.NewToken());
            headers.Add(new HeaderField("Authorization", answer.ToString()));
        }

        return new RequestSpec(registrar, self, self, headers, CallId: _callId, CSeq: ++_cseq);
    }
}
