using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Conformance.Tests.Torture;

/// <summary>
/// One expected verdict per message of RFC 4475. Where the RFC leaves a choice, both are given and the second column says which one is
/// ours.
/// </summary>
public sealed class TortureTable(ITestOutputHelper output)
{
    /// <summary>File, section, ours, and what the RFC allows.</summary>
    public static TheoryData<string, string, string, string> Rows => new()
    {
        { "wsinv", "3.1.1.1", "accept", "accept" },
        { "intmeth", "3.1.1.2", "501", "501 405" },
        { "esc01", "3.1.1.3", "accept", "accept" },
        { "escnull", "3.1.1.4", "accept", "accept" },
        { "esc02", "3.1.1.5", "501", "accept 501 405" },
        { "lwsdisp", "3.1.1.6", "accept", "accept" },
        { "longreq", "3.1.1.7", "accept", "accept" },
        { "dblreq", "3.1.1.8", "accept", "accept" },
        { "semiuri", "3.1.1.9", "accept", "accept" },
        { "transports", "3.1.1.10", "accept", "accept" },
        { "mpart01", "3.1.1.11", "accept", "accept" },
        { "unreason", "3.1.1.12", "accept", "accept" },
        { "noreason", "3.1.1.13", "accept", "accept" },
        { "badinv01", "3.1.2.1", "400", "400" },
        { "clerr", "3.1.2.2", "400", "400" },
        { "ncl", "3.1.2.3", "400", "400" },
        { "scalar02", "3.1.2.4", "400", "400" },
        { "scalarlg", "3.1.2.5", "drop", "drop" },
        { "quotbal", "3.1.2.6", "400", "400" },
        { "ltgtruri", "3.1.2.7", "accept", "400 accept" },
        { "lwsruri", "3.1.2.8", "400", "400" },
        { "lwsstart", "3.1.2.9", "accept", "400 accept" },
        { "trws", "3.1.2.10", "accept", "400 accept" },
        { "escruri", "3.1.2.11", "accept", "400 accept" },
        { "baddate", "3.1.2.12", "accept", "accept 400" },
        { "regbadct", "3.1.2.13", "400", "400" },
        { "badaspec", "3.1.2.14", "accept", "400 accept" },
        { "baddn", "3.1.2.15", "accept", "400 accept" },
        { "badvers", "3.1.2.16", "505", "505" },
        { "mismatch01", "3.1.2.17", "400", "400" },
        { "mismatch02", "3.1.2.18", "501", "501 400" },
        { "bigcode", "3.1.2.19", "drop", "drop" },
        { "badbranch", "3.2.1", "accept", "400 accept" },
        { "insuf", "3.3.1", "400", "400" },
        { "unkscm", "3.3.2", "416", "416" },
        { "novelsc", "3.3.3", "416", "416" },
        { "unksm2", "3.3.4", "accept", "accept 400" },
        { "bext01", "3.3.5", "420", "420" },
        { "invut", "3.3.6", "415", "415" },
        { "regaut01", "3.3.7", "401", "401" },
        { "multi01", "3.3.8", "400", "400" },
        { "mcl01", "3.3.9", "400", "400" },
        { "bcast", "3.3.10", "drop", "drop" },
        { "zeromf", "3.3.11", "accept", "accept" },
        { "cparam01", "3.3.12", "accept", "accept" },
        { "cparam02", "3.3.13", "accept", "accept" },
        { "regescrt", "3.3.14", "accept", "accept" },
        { "sdp01", "3.3.15", "406", "406" },
        { "inv2543", "3.4.1", "accept", "accept" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rfc4475_verdict(string file, string section, string ours, string allowed)
    {
        var (verdict, message, reply) = TortureVerdict.Of(TortureCorpus.Bytes(file));
        output.WriteLine($"{file} (§{section}): {verdict}{(reply is null ? "" : " " + reply.ReasonPhrase)}");
        Assert.Equal(ours, verdict);
        Assert.Contains(ours, allowed.Split(' '));
        if (message is not null)
        {
            // What was accepted is written and read back the same.
            Assert.True(SipParser.TryParse(SipWriter.ToBytes(message), SipLimits.Default, out var again, out _));
            Assert.Equal(message.Headers.Where(h => h.Name != "Content-Length"), again!.Headers.Where(h => h.Name != "Content-Length"));
            Assert.True(message.Body.Span.SequenceEqual(again.Body.Span));
        }

        if (reply is not null)
        {
            // What is refused is answered with a response that a client can match: at least our own parser takes it where the request had
            // all it needs.
            Assert.StartsWith($"SIP/2.0 {ours} ", Encoding.UTF8.GetString(SipWriter.ToBytes(reply)), StringComparison.Ordinal);
            Assert.Contains("received=198.51.100.1", reply.Headers["Via"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rfc4475_whole_table()
    {
        TortureCorpus.SkipIfAbsent();
        Assert.Equal(TortureCorpus.Names, Rows.Select(r => r.Data.Item1).Order(StringComparer.Ordinal));
        Assert.Equal(49, Rows.Count);
        output.WriteLine("file       | expected     | got");
        foreach (var (file, _, _, allowed) in Rows.Select(r => r.Data))
        {
            var (verdict, _, reply) = TortureVerdict.Of(TortureCorpus.Bytes(file));
            output.WriteLine($"{file,-10} | {allowed.Replace(" ", " or ", StringComparison.Ordinal),-12} | {verdict}{(reply is null ? "" : " " + reply.ReasonPhrase)}");
        }
    }
}
