using Gateway.Sip.Transport;

namespace Gateway.Signalling;

/// <summary>Who is behind a flow, as far as listener and source network tell.</summary>
internal abstract record Source
{
    private Source()
    {
    }

    /// <summary>A configured trunk's network on a listener that takes trunks.</summary>
    internal sealed record Trunk(string Name) : Source;

    /// <summary>A listener that takes agents; who it is, digest tells.</summary>
    internal sealed record AgentSide : Source;

    internal sealed record Unknown : Source;
}

/// <summary>Source networks and listener roles. Thread-safe.</summary>
internal interface ISources
{
    Source Of(SipFlow flow);
}
