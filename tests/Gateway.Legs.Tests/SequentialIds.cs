using Gateway.Sip;

namespace Gateway.Legs.Tests;

/// <summary>Ids that count up, so that a test can name them.</summary>
internal sealed class SequentialIds : ISipIds
{
    private long _last = 100;

    public UsageId NewUsage() => new(++_last);

    public ServerRequestId NewServerRequest() => new(++_last);

    public ClientRequestId NewClientRequest() => new(++_last);

    public string NewToken() => $"t{++_last}";
}
