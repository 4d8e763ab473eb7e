using Gateway.Configuration;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Trunks;

/// <summary>Answers a trunk's 401 and 407 with what the trunk has given us (RFC 3261 §22). Thread-safe.</summary>
internal sealed class TrunkCredentials(ISipIds ids)
{
    /// <summary>The header to send the request again with; null: nothing that we can answer.</summary>
    public HeaderField? Answer(TrunkRegister? register, SipResponse? response, SipMethod method, SipUri uri)
    {
        if (register is null || response is not { StatusCode: 401 or 407 })
        {
            return null;
        }

        var isProxy = response.StatusCode == 407;
        return DigestChallenge.Best(response.Headers, isProxy ? "Proxy-Authenticate" : "WWW-Authenticate") is { } challenge
            ? Answer(register, challenge, isProxy, method, uri) : null;
    }

    public HeaderField Answer(TrunkRegister register, DigestChallenge challenge, bool isProxy, SipMethod method, SipUri uri)
    {
        var ha1 = DigestResponse.Ha1(challenge.Algorithm, register.User, challenge.Realm, register.Password.Value);
        return new HeaderField(
            isProxy ? "Proxy-Authorization" : "Authorization",
            DigestCredentials.Answer(challenge, register.User, ha1, method, uri.Text, ids.NewToken()).ToString());
    }
}
