using System.Net;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Simulator;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>One caller of the world and what became of the call.</summary>
internal sealed class WorldCaller
{
    public static readonly PromptId Voice = new("voice/caller");

    private static readonly IPEndPoint[] Trunks = [Address(0), Address(1), Address(2)];

    public WorldCaller(int number, TimeSpan arrivesAt, CallerScript script)
    {
        Number = number;
        ArrivesAt = arrivesAt;
        Script = script;
    }

    public int Number { get; }

    public TimeSpan ArrivesAt { get; }

    public CallerScript Script { get; }

    public SimulatedCaller? Party { get; set; }

    /// <summary>Null while the call lasts; stays null for a caller whose machine died.</summary>
    public CallerResult? Result { get; set; }

    /// <summary>The caller's machine dies during the world.</summary>
    public bool Vanishes { get; private init; }

    public string Telephone => $"+62812000{Number:000}";

    /// <summary>Where the callers of a trunk come from.</summary>
    public static IPEndPoint Address(int trunk) => new(new IPAddress([10, 1, (byte)trunk, 10]), 5060);

    /// <summary>Somebody with random habits: some cancel, some hang up while they wait or talk, some wait for the gateway's BYE.</summary>
    /// <param name="dyingMachine">Where the caller's machine is when it will die; null for the others.</param>
    /// <param name="scale">Part of the usual time in which all arrive.</param>
    public static WorldCaller Random(int number, Random random, IPEndPoint? dyingMachine, double scale)
    {
        var trunk = random.Next(Trunks.Length);
        var script = dyingMachine is null ? From(number, Trunks[trunk], $"trunk-{trunk}") : From(number, dyingMachine, "dying");
        var habit = random.NextDouble();
        var seconds = random.NextDouble();
        if (dyingMachine is null && habit < 0.2)
        {
            script = script with { CancelAfter = TimeSpan.FromSeconds(0.02 + (15 * seconds)) };
        }
        else if (dyingMachine is null && habit < 0.45)
        {
            script = script with { HangUpAfter = TimeSpan.FromSeconds(0.1 + (60 * seconds)) };
        }

        if (random.Next(3) == 0)
        {
            script = script with
            {
                Headers = [new HeaderField("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;network-provided")],
            };
        }

        var arrivesAt = TimeSpan.FromSeconds(2 + (scale * (dyingMachine is null ? 180 : 50) * random.NextDouble()));
        return new WorldCaller(number, arrivesAt, script) { Vanishes = dyingMachine is not null };
    }

    /// <summary>Somebody who waits until an agent has been there and hung up.</summary>
    public static WorldCaller Patient(int number, TimeSpan arrivesAt) => new(number, arrivesAt, From(number, Trunks[0], "trunk-0"));

    /// <summary>Somebody who is answered and hangs up soon, when the next one is about to come.</summary>
    public static WorldCaller Brief(int number) => new(
        number, TimeSpan.FromSeconds(5 + (1.5 * number)), From(number, Trunks[0], "trunk-0") with { Voice = null, HangUpAfter = TimeSpan.FromSeconds(1) });

    private static CallerScript From(int number, IPEndPoint from, string listener) =>
        new($"caller {number}", new SipFlow(listener, SipTransportKind.Udp, from, WorldFolder.TrunkSide))
        {
            Srtp = (number % 3) switch
            {
                0 => WorldFolder.Srtp(SrtpUse.Required, number),
                1 => WorldFolder.Srtp(SrtpUse.Preferred, number),
                _ => null,
            },
            Voice = Voice,
            From = $"<sip:+62812000{number:000}@operator.invalid;user=phone>",
            CancelAfter = TimeSpan.FromMinutes(20),
        };
}
