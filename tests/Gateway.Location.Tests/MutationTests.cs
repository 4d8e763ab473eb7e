using System.Text;
using Gateway.Location.Cells;
using Gateway.Location.PidfLo;

namespace Gateway.Location.Tests;

/// <summary>Whatever a sender writes: an answer or a reason, never an exception, and soon.</summary>
public sealed class MutationTests
{
    private const int Seeds = 10_000;

    private static readonly string[] Headers =
    [
        "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;network-provided",
        "3GPP-NR-TDD;utran-cell-id-3gpp=\"5101000A1B20123456A1\", 3GPP-GERAN;cgi-3gpp=510102B674E21",
        "ADSL;dsl-location=\"bras1.mdo 3/0/7:35.100\";network-provided",
    ];

    private static readonly string[] Bodies =
    [
        Fixtures.Pidf(Fixtures.PointShape(1.47483, 124.84211)),
        Fixtures.Pidf(Fixtures.CircleShape(1.47483, 124.84211, 850) + "<con:confidence>80</con:confidence>", holder: "tuple"),
        Fixtures.Pidf("""
            <gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>1.470 124.840 1.470 124.850 1.480 124.850</gml:posList>
            </gml:LinearRing></gml:exterior></gml:Polygon>
            """),
        Fixtures.Pidf("""
            <gs:ArcBand><gml:pos>1.49 124.84</gml:pos><gs:innerRadius>550</gs:innerRadius><gs:outerRadius>1100</gs:outerRadius>
            <gs:startAngle>60</gs:startAngle><gs:openingAngle>120</gs:openingAngle></gs:ArcBand>
            """),
    ];

    [Fact]
    public void Mutated_headers_and_bodies_never_throw()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var header = Encoding.Latin1.GetString(Mutate(Encoding.Latin1.GetBytes(Headers[random.Next(Headers.Length)]), random));
            var body = Mutate(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), random);
            try
            {
                AccessNetworkInfo.Parse(header);
                PidfLoReader.Read(body);
                var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence() with { AccessNetworkInfo = [header], PidfBodies = [body] });

                // The resolver catches everything; here nothing may have needed it.
                Assert.DoesNotContain(answer.SetAside, s => s.Source == LocationSource.TrunkDefault);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                case 3:
                    bytes.Insert(at, (byte)"0123456789.-e,;=\"<>&"[random.Next(20)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    // Digits become other digits: well-formed, but somewhere else.
                    for (var j = at; j < Math.Min(at + 20, bytes.Count); j++)
                    {
                        bytes[j] = char.IsAsciiDigit((char)bytes[j]) ? (byte)('0' + random.Next(10)) : bytes[j];
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
