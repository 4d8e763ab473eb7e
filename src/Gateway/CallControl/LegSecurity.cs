using Gateway.Acd;
using Gateway.Configuration;
using Gateway.Media.Sdp;
using Gateway.Operations;

namespace Gateway.CallControl;

/// <summary>SRTP of new legs: what is configured now, with a secret for this leg alone. Thread-safe.</summary>
internal sealed class LegSecurity(Func<GatewayConfiguration>? configuration, ICallIds ids)
{
    private const int SecretLength = 32;

    /// <summary>Nothing is configured: SRTP for whoever offers it.</summary>
    public static readonly LegSecurity None = new(null, new RandomCallIds());

    /// <summary>A caller's leg, or one to a caller.</summary>
    public LocalSrtp OfTrunk(string trunk) => New(configuration?.Invoke().Trunk(trunk)?.Srtp ?? SrtpUse.Optional);

    /// <summary>A leg from or to a phone of the agent.</summary>
    public LocalSrtp OfAgent(AgentId agent) => New(configuration?.Invoke().SrtpOf(agent) ?? SrtpUse.Optional);

    private LocalSrtp New(SrtpUse use)
    {
        var secret = new byte[SecretLength];
        ids.FillSecret(secret);
        return new LocalSrtp(use, secret);
    }
}
