using System.Net;
using Gateway.Media.Prompts;
using Gateway.Simulator;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>One caller of the world and what became of the call.</summary>
internal sealed class WorldCaller
{
    public static readonly PromptId Voice = new("voice/caller");

    private static readonly IPEndPoint[] Trunks = [Address(0), Address(1), Address(2)];

    private WorldCaller(int number, TimeSpan arrivesAt, CallerScript script)
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

    /// <summary>The gateway's address as the world's trunk number <paramref name="trunk"/> sees it, and its own.</summary>
    public static IPEndPoint Address(int trunk) => new(new IPAddress([10, 1, (byte)trunk, 10]), 5060);

    /// <summary>Somebody with random habits: some cancel, some hang up while they wait or talk, some wait for the gateway's BYE.</summary>
    public static WorldCaller Random(int number, Random random, bool vanishes)
    {
        var trunk = vanishes ? 0 : random.Next(Trunks.Length);
        var script = Script0(number, vanishes ? new IPEndPoint(IPAddress.Parse("10.1.0.66"), 5060) : Trunks[trunk], vanishes ? "dying" : $"trunk-{trunk}");
        var habit = random.NextDouble();
        var seconds = random.NextDouble();
        if (vanishes)
        {
            // Waits until the machine dies.
        }
        else if (habit < 0.2)
        {
            script = script with { CancelAfter = TimeSpan.FromSeconds(0.02 + (15 * seconds)) };
        }
        else if (habit < 0.45)
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

        return new WorldCaller(number, TimeSpan.FromSeconds(2 + ((vanishes ? 50 : 180) * random.NextDouble())), script) { Vanishes = vanishes };
    }

    /// <summary>Somebody who waits until an agent has been there and hung up.</summary>
    public static WorldCaller Patient(int number, TimeSpan arrivesAt) => new(number, arrivesAt, Script0(number, Trunks[0], "trunk-0"));

    private static CallerScript Script0(int number, IPEndPoint from, string listener) =>
        new($"caller {number}", new SipFlow(listener, SipTransportKind.Udp, from, WorldFolder.TrunkSide))
        {
            Voice = Voice,
            From = $"<sip:+62812000{number:000}@operator.invalid;user=phone>",
            CancelAfter = TimeSpan.FromMinutes(20),
        };
}
