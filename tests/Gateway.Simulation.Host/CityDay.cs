using System.Globalization;
using Gateway.Simulator;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>
/// The callers of a city of half a million on one day: of a hundred calls ninety-two are dropped before an agent could speak, most of the rest are
/// silent or pranks; most of those whose call was dropped dial again at once. The last hour but one is a disaster: ten times as many calls, more than a
/// third of them genuine, all from one cell.
/// </summary>
internal static class CityDay
{
    /// <summary>Beginning of the number of everybody who needs help.</summary>
    public const string Genuine = "+62811";

    public const string Silent = "+62822";

    /// <summary>A few, who call again and again.</summary>
    public const string Prank = "+62833";

    public const string Dropped = "+62844";

    private const double CallsADay = 400;
    private const string Cell = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;network-provided";

#pragma warning disable CA5394 // Repeatable on purpose.
    public static IReadOnlyList<WorldCaller> Callers(int hours, Random random)
    {
        var callers = new List<WorldCaller>();
        for (var hour = 0; hour < hours; hour++)
        {
            var disaster = hour == hours - 2;
            var clock = (21 - hours + 24 + hour) % 24;
            var perHour = CallsADay / 24 * (1 + (0.7 * Math.Cos((clock - 19) * Math.PI / 12))) * (disaster ? 10 : 1);
            for (var at = Next(); at < 3600; at += Next())
            {
                Add(callers, TimeSpan.FromSeconds((3600.0 * hour) + 5 + at), disaster, random);
            }

            double Next() => -Math.Log(1 - random.NextDouble()) * 3600 / perHour;
        }

        return [.. callers.OrderBy(c => c.ArrivesAt)];
    }

    /// <summary>Agents do not know before who it is: some conversations are short, some long.</summary>
    public static IReadOnlyList<Reaction> Reactions(Random random) =>
    [
        .. Enumerable.Range(0, 2000).Select(_ => new Reaction.Answer(
            TimeSpan.FromSeconds(0.5 + (3 * random.NextDouble())),
            TimeSpan.FromSeconds(random.NextDouble() < 0.4 ? 5 + (15 * random.NextDouble()) : 30 + (50 * random.NextDouble())))),
    ];

    private static void Add(List<WorldCaller> callers, TimeSpan at, bool disaster, Random random)
    {
        var kind = random.NextDouble();
        var headers = disaster && random.NextDouble() < 0.9 ? new HeaderField[] { new("P-Access-Network-Info", Cell) } : [];
        var own = callers.Count.ToString("000000", CultureInfo.InvariantCulture);
        if (kind < (disaster ? 0.55 : 0.92))
        {
            var number = Dropped + own;
            Call(number, at, TimeSpan.FromSeconds(0.3 - (3 * Math.Log(1 - random.NextDouble()))));
            if (random.NextDouble() < 0.4)
            {
                Call(number, at + TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(0.5 + (4 * random.NextDouble())));
            }
        }
        else if (kind < (disaster ? 0.59 : 0.95))
        {
            Call(Prank + random.Next(5).ToString("000000", CultureInfo.InvariantCulture), at, null);
        }
        else if (kind < (disaster ? 0.62 : 0.975))
        {
            Call(Silent + own, at, null, silent: true);
        }
        else
        {
            Call(Genuine + own, at, null);
        }

        void Call(string number, TimeSpan when, TimeSpan? hangUpAfter, bool silent = false) => callers.Add(new WorldCaller(
            callers.Count,
            when,
            new CallerScript($"caller {callers.Count}", new SipFlow("trunk-0", SipTransportKind.Udp, WorldCaller.Address(0), WorldFolder.TrunkSide))
            {
                Voice = silent ? null : WorldCaller.Voice,
                From = $"<sip:{number}@operator.invalid;user=phone>",
                CancelAfter = TimeSpan.FromMinutes(20),
                HangUpAfter = hangUpAfter,
                Headers = headers,
            }));
    }
}
