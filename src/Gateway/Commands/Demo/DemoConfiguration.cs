using System.Net;
using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Configuration;
using Gateway.Sip.Transport;

namespace Gateway.Commands.Demo;

/// <summary>The sample configuration on loopback: ports of the system's choice, a temporary folder, times that fit a short show.</summary>
internal static class DemoConfiguration
{
    public const string TrunkSide = "trunks";
    public const string AgentSide = "agents";

    /// <summary>RTP ports of the gateway and, above them, of the simulated parties.</summary>
    private const int RtpPorts = 400;

    /// <summary>Where the sample lies beside the program.</summary>
    public static string Sample => Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>One port's stretch for the gateway, the next for the far end, so that the two never ask for the same port.</summary>
    public static (int Gateway, int FarEnd, int Count) RtpStretches()
    {
        var first = RandomNumberGenerator.GetInt32(5_000, 14_000) * 2;
        return (first, first + RtpPorts, RtpPorts);
    }

    /// <param name="password">Of every simulated phone; made for this run.</param>
    public static GatewayConfiguration Make(GatewayConfiguration sample, string folder, string password, int firstRtpPort, int rtpPorts)
    {
        var anyPort = new IPEndPoint(IPAddress.Loopback, 0);
        return sample with
        {
            Node = "demo",
            Listeners =
            [
                new ListenerOptions(TrunkSide, ListenerRole.Trunk, SipTransportKind.Udp, anyPort, null, null),
                new ListenerOptions(AgentSide, ListenerRole.Agent, SipTransportKind.Udp, anyPort, null, null),
            ],
            Media = new MediaOptions(IPAddress.Loopback, null, firstRtpPort, firstRtpPort + rtpPorts - 1, 1, sample.Media.Prompts),
            Http = new HttpOptions(anyPort, null),
            Storage = new StorageOptions(Path.Combine(folder, "data"), Path.Combine(folder, "data", "recordings"), 0),
            Limits = sample.Limits with { MaxCalls = rtpPorts / 4 },
            Log = new LogOptions(LogLevel.Information, Path.Combine(folder, "gateway.log.json")),
            Centres = [.. sample.Centres.Select(c => c with
            {
                Queues = [.. c.Queues.Select(q => q with { RingTimeout = TimeSpan.FromSeconds(3), WrapUpTime = TimeSpan.FromSeconds(1) })],
            })],
            Agents = [.. sample.Agents.Select(a => a with
            {
                Credential = DigestCredential.Of(a.Id.Value, sample.Domain, password),
                InitialStatus = AgentStatus.Available,
                WrapUpTime = null,
            })],
        };
    }
}
