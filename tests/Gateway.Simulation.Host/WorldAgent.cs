using System.Net;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Simulator;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>One agent of the world: a phone with random reactions, which may die and come back.</summary>
internal sealed class WorldAgent(int index, string user, WorldOptions options)
{
    public static readonly PromptId Voice = new("voice/agent");

    public string User { get; } = user;

    /// <summary>One agent's phone speaks TCP.</summary>
    public SipTransportKind Transport { get; } = index == 4 && !options.Calm ? SipTransportKind.Tcp : SipTransportKind.Udp;

    public IPEndPoint Address { get; } = new(new IPAddress([10, 2, 0, (byte)(10 + index)]), 5060);

    public SipListener Listener => new($"phone-{User}", Transport, Address);

    public SoftPhone? Phone { get; set; }

    /// <summary>The phone has no power: nothing goes in or out.</summary>
    public bool IsDead { get; set; }

    /// <summary>When its phone fell silent.</summary>
    public List<DateTimeOffset> DiedAt { get; } = [];

    public PhoneScript Script(Random random) =>
        new(User, WorldFolder.Password, new SipFlow($"phone-{User}", Transport, Address, WorldFolder.AgentSide))
        {
            Domain = WorldFolder.Domain,
            Voice = options.Race ? null : Voice,

            // One is offered RTP/AVP with keys, one RTP/SAVP; the others know nothing of it.
            Srtp = index < 2 ? WorldFolder.Srtp(SrtpUse.Optional, index) : null,
            Expires = TimeSpan.FromMinutes(10),
            Reactions = options.DayHours > 0 ? CityDay.Reactions(random)
                : options.Race ? [new Reaction.Answer(TimeSpan.Zero)]
                : options.Calm ? [new Reaction.Answer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5))]
                : [.. Enumerable.Range(0, 60).Select(_ => Random(random))],
        };

    private static Reaction Random(Random random)
    {
        var ring = TimeSpan.FromSeconds(0.05 + (6 * random.NextDouble()));
        var talk = TimeSpan.FromSeconds(3.2 + (12 * random.NextDouble()));
        return random.NextDouble() switch
        {
            < 0.50 => new Reaction.Answer(ring, talk),
            < 0.64 => new Reaction.Answer(ring, 4 * talk),
            < 0.70 => new Reaction.Answer(ring, TimeSpan.FromSeconds(2.5 * random.NextDouble())),
            < 0.78 => new Reaction.Refuse(486),
            < 0.84 => new Reaction.Refuse(603),
            < 0.87 => new Reaction.Refuse(500),
            < 0.93 => new Reaction.NoAnswer(),
            _ => new Reaction.AnswerAndVanish(ring, TimeSpan.FromSeconds(8 * random.NextDouble())),
        };
    }
}
