using Gateway.Calls;
using Gateway.Simulator;

namespace Gateway.Commands.Demo;

/// <summary>A simulated call taker's phone.</summary>
/// <param name="Hertz">The tone that the agent "speaks".</param>
internal sealed record DemoAgent(string Id, int Hertz, params IReadOnlyList<Reaction> Reactions);

/// <summary>A simulated caller and what must become of the call.</summary>
/// <param name="Number">From 1; shown as #1.</param>
/// <param name="At">When it is placed, from the moment when all phones are registered.</param>
/// <param name="Scene">One line for the audience.</param>
/// <param name="User">User part of the identity that the operator asserts.</param>
/// <param name="Hertz">The tone that the caller "speaks".</param>
/// <param name="TalkFor">The caller hangs up so long after an agent's answer; null: the agent does.</param>
/// <param name="GivesUpAfter">The caller hangs up so long after the INVITE, answered or not.</param>
internal sealed record DemoCall(
    int Number, TimeSpan At, string Scene, string User, int Hertz, TimeSpan? TalkFor, TimeSpan? GivesUpAfter, DemoExpectation Expected)
{
    public string RequestUri { get; init; } = "sip:112@gateway.invalid;user=phone";

    /// <summary>Null: as asserted.</summary>
    public string? From { get; init; }

    /// <summary>Value of P-Access-Network-Info, or null.</summary>
    public string? AccessNetwork { get; init; }

    public string? PidfLo { get; init; }
}

/// <summary>What must be in the call's record.</summary>
/// <param name="Centre">Dotted code of the centre that the call is routed to.</param>
/// <param name="DecidedBy">Wire word of the location source.</param>
/// <param name="Queue">Through which it is answered, or where it is given up.</param>
/// <param name="Agents">One of these talks; none: nobody does.</param>
/// <param name="NoAnswerBy">An agent whose phone rings in vain first.</param>
internal sealed record DemoExpectation(
    string Centre,
    string DecidedBy,
    string Queue,
    CallOutcome Outcome,
    IReadOnlyList<string> Agents,
    string? NoAnswerBy = null,
    bool Callable = true);

/// <summary>Who takes part. All names, numbers and cells are invented.</summary>
internal static class DemoCast
{
    /// <summary>In the order in which they log in: the first one of a queue has been idle longest and gets the first call.</summary>
    public static IReadOnlyList<DemoAgent> Agents { get; } =
    [
        new("2001", 700, Rings(1.0)),
        new("2002", 780, Rings(1.2)),
        new("2003", 860, new Reaction.NoAnswer()),
        new("2004", 940, Rings(0.8)),
        new("2101", 1020, new Reaction.Answer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9))),
        new("2201", 1100, Rings(0.9)),
    ];

    public static IReadOnlyList<DemoCall> Calls { get; } =
    [
        new(1, Seconds(0), "A traffic accident in Manado. The network tells the LTE cell.",
            "+6281243000001", 300, Seconds(5), null,
            new("71.71", "network_cell", "71.71/darurat", CallOutcome.Answered, ["2001"]))
        {
            AccessNetwork = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;network-provided",
        },
        new(2, Seconds(1.5), "A boat on fire in Bitung's harbour. The phone sends its GPS position (PIDF-LO in a multipart body).",
            "+6281243000002", 360, null, null,
            new("71.72", "pidf_device", "71.72/darurat", CallOutcome.Answered, ["2101"]))
        {
            RequestUri = "urn:service:sos",
            PidfLo = Pidf("+6281243000002", 1.4402, 125.1906, 25),
        },
        new(3, Seconds(3), "A flood in Minahasa Utara, where nobody is logged in: the neighbour takes it.",
            "+6281143000003", 420, Seconds(5), null,
            new("71.06", "network_cell", "71.71/darurat", CallOutcome.Answered, ["2002"]))
        {
            AccessNetwork = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4E0A3F101;network-provided",
        },
        new(4, Seconds(4.5), "A second caller in Bitung, whose one agent is talking. Gives up after six seconds.",
            "+6281243000004", 480, null, Seconds(6),
            new("71.72", "network_cell", "71.72/darurat", CallOutcome.AbandonedWaiting, []))
        {
            AccessNetwork = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4B0A3C101;network-provided",
        },
        new(5, Seconds(6), "A heart attack in Manado. The agent who is next has left her desk.",
            "+6281243000005", 540, Seconds(5), null,
            new("71.71", "network_cell", "71.71/darurat", CallOutcome.Answered, ["2001", "2002"], NoAnswerBy: "2003"))
        {
            AccessNetwork = "3GPP-UTRAN-FDD;utran-cell-id-3gpp=510102B670A14E21;network-provided",
        },
        new(6, Seconds(7.5), "A phone without SIM card in Tomohon: no number, only the end of its IMEI.",
            "+621124343540", 600, Seconds(5), null,
            new("71.73", "network_cell", "71.73/darurat", CallOutcome.Answered, ["2201"], Callable: false))
        {
            RequestUri = "urn:service:sos",
            From = "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
            AccessNetwork = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4C0A3D101;network-provided",
        },
        new(7, Seconds(9), "A kitchen fire: dials 113, tells no location. The trunk's centre takes it, in the fire queue.",
            "+62431850007", 240, Seconds(5), null,
            new("71.71", "trunk_default", "71.71/kebakaran", CallOutcome.Answered, ["2004"]))
        {
            RequestUri = "sip:113@gateway.invalid;user=phone",
        },
    ];

    private static Reaction.Answer Rings(double seconds) => new(Seconds(seconds));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>RFC 4119 and RFC 5491 §5.2.3: a circle around a GPS fix.</summary>
    private static string Pidf(string user, double latitude, double longitude, int metres) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
          xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:gs="http://www.opengis.net/pidflo/1.0"
          xmlns:gml="http://www.opengis.net/gml" entity="pres:{user}@operator.invalid">
          <dm:device id="phone"><gp:geopriv>
            <gp:location-info><gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>{latitude} {longitude}</gml:pos>
              <gs:radius uom="urn:ogc:def:uom:EPSG::9001">{metres}</gs:radius></gs:Circle></gp:location-info>
            <gp:usage-rules/><gp:method>GPS</gp:method>
          </gp:geopriv></dm:device>
        </presence>
        """);
}
