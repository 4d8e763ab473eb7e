using System.Net;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Configuration;
using Gateway.Media.Engine;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void The_least_folder_is_enough_and_the_rest_is_default()
    {
        using var folder = new TestFolder();
        var configuration = folder.Good();
        var trunk = Assert.Single(configuration.Trunks);
        Assert.Equal((AnswerMode.Immediately, true, true), (trunk.Answer, trunk.EmergencyOnly, trunk.TrustIdentity));
        Assert.Equal([AudioCodec.Pcma, AudioCodec.Pcmu], trunk.Codecs);
        Assert.Equal("71.71", configuration.DefaultCentre);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), Assert.Single(configuration.Listeners).Bind);
        Assert.Equal([10, 15, 20], configuration.Centres[0].Queues[0].ServiceLevels);
        var agent = Assert.Single(configuration.Agents);
        Assert.Equal(new QueueId("71.71/darurat"), Assert.Single(agent.Tiers).Queue);
        Assert.Equal(["112"], configuration.EmergencyNumbers);
    }

    [Fact]
    public void Session_timers_and_PRACK_are_on_unless_switched_off()
    {
        using var folder = new TestFolder();
        var configuration = folder.Good();
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(90)), (configuration.SessionTimers.Interval, configuration.SessionTimers.Minimum));
        Assert.Equal(Gateway.Sip.ProvisionalReliability.WhenSupported, Assert.Single(configuration.Trunks).ReliableProvisional);
        folder.Write("gateway.json", TestFolder.Gateway.Replace(
            "\"sip\": {", "\"sip\": { \"sessionTimers\": { \"interval\": \"off\", \"minimum\": \"4s\" },", StringComparison.Ordinal));
        folder.Write("trunks.json", """{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], "reliableProvisional": "off" } ] }""");
        configuration = folder.Good();
        Assert.Equal((null, TimeSpan.FromSeconds(4)), (configuration.SessionTimers.Interval, configuration.SessionTimers.Minimum));
        Assert.Equal(Gateway.Sip.ProvisionalReliability.Never, Assert.Single(configuration.Trunks).ReliableProvisional);
    }

    [Fact]
    public void A_digest_credential_is_the_hash_of_rfc_7616()
    {
        // RFC 7616 §3.9.1: user Mufasa, realm http-auth@example.org, password Circle of Life.
        var credential = DigestCredential.Of("Mufasa", "http-auth@example.org", "Circle of Life");
        Assert.Equal("3d78807defe7de2157e2b0b6573a855f", credential.Md5);
        Assert.Equal("7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232", credential.Sha256);
        Assert.DoesNotContain("3d78", credential.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_all_files_come_at_once_with_file_line_and_path()
    {
        using var folder = new TestFolder();
        folder.Write("gateway.json", """
            {
              // a comment moves the lines
              "sip": { "listeners": [
                { "name": "all", "port": 99999 },
                { "name": "all", "prot": 5060 },
              ] },
              "media": { "ports": "0" }, "http": { "port": 0 }
            }
            """);
        folder.Write("trunks.json", """
            { "trunks": [
              { "name": "t1",
                "networks": ["10.0.0.0/8", "nonsense"],
                "answer": "imediately",
                "defaultCentre": "71.17" } ] }
            """);
        var errors = folder.Errors();
        Assert.Contains(errors, e => (e.File, e.Line, e.Path) == ("gateway.json", 4, "sip.listeners[0].port"));
        Assert.Contains(
            errors, e => (e.File, e.Line, e.Path, e.Right) == ("gateway.json", 5, "sip.listeners[1].prot", "Did you mean \"port\"?"));
        Assert.Contains(errors, e => (e.File, e.Line, e.Path) == ("gateway.json", 5, "sip.listeners[1]"));
        Assert.Contains(errors, e => (e.File, e.Line, e.Path) == ("trunks.json", 3, "trunks[0].networks[1]"));
        Assert.Contains(errors, e => (e.File, e.Line, e.Path) == ("trunks.json", 4, "trunks[0].answer"));
        Assert.Contains(errors, e => (e.File, e.Line, e.Right) == ("trunks.json", 5, "Did you mean \"71.71\"?"));

        // The port that does not fit counts as the default one, which the other listener has.
        Assert.Contains(errors, e => e.Wrong.Contains("already taken", StringComparison.Ordinal));
        Assert.Equal(7, errors.Count);
    }

    [Theory]
    [InlineData("gateway.json", """{ "sip": { """, "gateway.json:1")]
    [InlineData("gateway.json", "[]", "not an object")]
    [InlineData("gateway.json", """{ "node": "a", "node": "b" }""", "\"node\" is there twice")]
    [InlineData("gateway.json", """{ "node": "a b" }""", "is not a name")]
    [InlineData("gateway.json", """{ "sip": { "sessionTimers": { "interval": "60s" } } }""", "shorter than \"minimum\"")]
    [InlineData("gateway.json", """{ "sip": { "sessionTimers": { "interval": "never" } } }""", "does not fit")]
    [InlineData("trunks.json", """{ "trunks": [ { "name": "t", "networks": ["127.0.0.1"], "reliableProvisional": "always" } ] }""", "reliableProvisional")]
    [InlineData("gateway.json", """{ "http": { "bind": "0.0.0.0" } }""", "open to everybody")]
    [InlineData("gateway.json", """{ "http": { "token": "secret" } }""", "in the clear")]
    [InlineData("gateway.json", """{ "http": { "token": "env:UNSET" } }""", "UNSET is not set")]
    [InlineData("gateway.json", """{ "http": { "token": "file:nowhere" } }""", "cannot be read")]
    [InlineData("gateway.json", """{ "http": { "token": "env:PASSWORD" } }""", "shorter than 16")]
    [InlineData("gateway.json", """{ "media": { "bind": "0.0.0.0" } }""", "not told where to send RTP")]
    [InlineData("gateway.json", """{ "media": { "ports": "20001-20010" } }""", "not a range of RTP ports")]
    [InlineData("gateway.json", """{ "media": { "ports": "20000-20099" } }""", "enough for 50 legs")]
    [InlineData("gateway.json", """{ "media": { "prompts": "nowhere" } }""", "does not exist")]
    [InlineData("gateway.json", """{ "defaultCentre": "71.99" }""", "There is no centre")]
    [InlineData("gateway.json", """{ "drain": { "alternate": "10.1.0.5" } }""", "not a SIP URI")]
    [InlineData("gateway.json", """{ "drain": { "timeout": "soon" } }""", "does not fit")]
    [InlineData("gateway.json", """{ "sip": { "listeners": [ { "bind": "0.0.0.0" } ] } }""", "not told which to use")]
    [InlineData("gateway.json", """{ "sip": { "listeners": [ { "name": "a", "role": "trunk" } ] } }""", "No listener has the role agent")]
    [InlineData("gateway.json", """{ "sip": { "listeners": [ { "name": "a" }, { "name": "b" } ] } }""", "port 5060 is already taken")]
    [InlineData("gateway.json", """{ "sip": { "listeners": [ { "name": "a", "port": 20100 } ] } }""", "lies among the RTP ports")]
    [InlineData(
        "gateway.json",
        """{ "sip": { "listeners": [ { "transport": "tcp", "port": 8112 } ] } }""",
        "already taken by the listener")]
    [InlineData("gateway.json", """{ "sip": { "registration": { "minExpires": "2h" } } }""", "out of order")]
    [InlineData("gateway.json", """{ "emergencyNumbers": ["0431112345"] }""", "not an emergency number")]
    [InlineData("gateway.json", """{ "node": "${UNSET}" }""", "UNSET is not set")]
    [InlineData("trunks.json", """{ "trunks": [] }""", "There is no trunk")]
    [InlineData("trunks.json", """{ "trunks": [ { "name": "a" } ] }""", "no source network")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["10.0.0.0/8"] }, { "name": "b", "networks": ["10.1.0.1"] } ] }""",
        "also belongs to the trunk")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["10.0.0.1"] }, { "name": "a", "networks": ["10.0.0.2"] } ] }""",
        "is there twice")]
    [InlineData("trunks.json", """{ "trunks": [ { "name": "a", "networks": ["::1"], "codecs": ["G729"] } ] }""", "not a codec here")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["::1"], "numberRules": [ { "match": "(" } ] } ] }""",
        "not a regular expression")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["::1"], "numberRules": [ { "match": "1", "areaCode": "431" } ] } ] }""",
        "not an area code")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["::1"], "numberRules": [ { "match": "1", "service": "fire" } ] } ] }""",
        "not an emergency service")]
    [InlineData(
        "trunks.json",
        """{ "trunks": [ { "name": "a", "networks": ["::1"], "pseudoNumbers": ["("] } ] }""",
        "not a regular expression")]
    [InlineData("trunks.json", """{ "trunks": [ { "name": "a", "networks": ["::1"], "ping": { } } ] }""", "\"target\" is missing")]
    [InlineData("centres.json", """{ "centres": [] }""", "There is no centre")]
    [InlineData("centres.json", """{ "centres": [ { "code": "71.71", "name": "x", "timeZone": "Asia/Makassar", "queues": [ { "name": "d" } ], "screening": { "labelKeep": "2y" } } ] }""", "from 1m to 366d")]
    [InlineData(
        "centres.json",
        """{ "centres": [ { "code": "7171", "name": "x", "timeZone": "Asia/Makassar", "queues": [ { "name": "q" } ] } ] }""",
        "not a dotted Kemendagri code")]
    [InlineData(
        "centres.json",
        """{ "centres": [ { "code": "71.71", "name": "x", "timeZone": "WITA", "queues": [ { "name": "q" } ] } ] }""",
        "not a time zone")]
    [InlineData("centres.json", """{ "centres": [ { "code": "71.71", "name": "x", "timeZone": "Asia/Makassar" } ] }""", "has no queue")]
    [InlineData("agents.json", """{ "agents": [ { "id": "2001", "centre": "71.71" } ] }""", "no password")]
    [InlineData("agents.json", """{ "agents": [ { "id": "2001", "password": "env:PASSWORD" } ] }""", "\"centre\" is missing")]
    [InlineData("agents.json", """{ "agents": [ { "id": "2001", "centre": "71.71", "ha1Md5": "xyz" } ] }""", "not a hash of 32")]
    [InlineData(
        "agents.json",
        """{ "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD", "tiers": [ { "queue": "darurt" } ] } ] }""",
        "There is no queue \"71.71/darurt\"")]
    [InlineData("agents.json", """{ "agents": [ ] }""", "Nobody works for the queue")]
    [InlineData(
        "agents.json",
        """{ "defaults": { "centre": "71.71", "password": "env:PASSWORD" }, "agents": [ { "id": "1" }, { "id": "1" } ] }""",
        "is there twice")]
    [InlineData("cells.csv", "510-10,LTE,1,1,7171,1,124,900", "cells.csv:1")]
    [InlineData("service-areas.geojson", """{ "features": [ 7 ] }""", "features[0]")]
    public void A_mistake_has_its_error(string file, string text, string expected)
    {
        using var folder = new TestFolder();
        Assert.Contains(folder.Write(file, text).Errors(), e => e.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "to": "darurat", "after": 5 }""", "overflows into itself")]
    [InlineData("""{ "to": "71.72/darurat", "after": 5 }""", "There is no queue \"71.72/darurat\"")]
    [InlineData("""{ "to": "kebakaran" }""", "no condition")]
    [InlineData("""{ "to": "kebakaran", "after": 5 }, { "to": "kebakaran", "after": 9 }""", "is there twice in this ladder")]
    public void A_step_that_leads_nowhere_has_its_error(string steps, string expected)
    {
        using var folder = new TestFolder();
        folder.Write("centres.json", $$"""
            { "centres": [ { "code": "71.71", "name": "x", "timeZone": "Asia/Makassar", "queues": [
              { "name": "darurat", "overflow": [ {{steps}} ] },
              { "name": "kebakaran", "overflow": [ { "to": "darurat", "whenUnstaffedFor": 0 } ] } ] } ] }
            """);
        Assert.Contains(folder.Errors(), e => e.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Neighbours_may_overflow_into_each_other()
    {
        using var folder = new TestFolder();
        folder.Write("centres.json", """
            { "centres": [ { "code": "71.71", "name": "x", "timeZone": "Asia/Makassar", "queues": [
              { "name": "darurat", "overflow": [ { "to": "kebakaran", "after": 5 } ] },
              { "name": "kebakaran", "overflow": [ { "to": "darurat", "whenUnstaffedFor": 0 } ] } ] } ] }
            """);
        Assert.Equal(2, folder.Good().ToAcd(1).Queues.Count);
    }

    [Theory]
    [InlineData("gateway.json")]
    [InlineData("trunks.json")]
    [InlineData("centres.json")]
    [InlineData("agents.json")]
    public void A_missing_file_is_an_error_and_a_missing_map_is_none(string file)
    {
        using var folder = new TestFolder();
        Assert.Contains(folder.Delete(file).Errors(), e => e.File == file && e.Wrong == "The file is missing");
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.Contains(
            "does not exist", Assert.Single(ConfigurationReader.Read("/nowhere/at/all").Errors).Wrong, StringComparison.Ordinal);

    [Fact]
    public void A_centres_area_must_be_on_the_map()
    {
        using var folder = new TestFolder();
        folder.Write("service-areas.geojson", """
            { "type": "FeatureCollection", "features": [ { "type": "Feature", "properties": { "kode": "71.72" },
              "geometry": { "type": "Polygon", "coordinates": [[[125,1],[125.1,1],[125.1,1.1],[125,1]]] } } ] }
            """);
        Assert.Contains(
            folder.Errors(),
            e => e.ToString().Contains("\"71.71\" of centre 71.71 is not in service-areas.geojson", StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_the_contents_hash_and_changes_with_file_and_variable()
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", """{ "trunks": [ { "name": "${NAME:-t1}", "networks": ["127.0.0.1"] } ] }""");
        var first = folder.Good().Version;
        Assert.Equal(first, folder.Good().Version);
        folder.Environment["NAME"] = "t2";
        var second = folder.Good();
        Assert.Equal("t2", second.Trunks[0].Name);
        folder.Write("trunks.json", TestFolder.Trunks);
        Assert.Equal(3, new[] { first, second.Version, folder.Good().Version }.Distinct().Count());
    }

    [Theory]
    [InlineData("10", 10_000)]
    [InlineData("\"10\"", 10_000)]
    [InlineData("\"500ms\"", 500)]
    [InlineData("\"1.5s\"", 1_500)]
    [InlineData("\"2m\"", 120_000)]
    [InlineData("\"1h\"", 3_600_000)]
    public void A_duration_is_seconds_or_has_a_unit(string value, int milliseconds)
    {
        using var folder = new TestFolder();
        var text = TestFolder.Gateway.Replace("\"media\"", $"\"drain\": {{ \"timeout\": {value} }}, \"media\"", StringComparison.Ordinal);
        folder.Write("gateway.json", text);
        Assert.Equal(milliseconds, folder.Good().Drain.Timeout.TotalMilliseconds);
    }

    [Fact]
    public void The_summary_names_what_would_happen_and_no_secret()
    {
        using var folder = new TestFolder();
        folder.Environment["TOKEN"] = "a-very-secret-token";
        folder.Write(
            "gateway.json", TestFolder.Gateway.Replace("\"http\": {", "\"http\": { \"token\": \"env:TOKEN\",", StringComparison.Ordinal));
        var text = ConfigurationSummary.Write(folder.Good());
        Assert.Contains(
            "Trunk t1: from 127.0.0.1/32; answers at once; otherwise to 71.71; PCMA, PCMU; every call is an emergency",
            text,
            StringComparison.Ordinal);
        Assert.Contains("Queue 71.71/darurat: LongestIdleAgent, 1 agent, rings 10s, wrap-up 10s", text, StringComparison.Ordinal);
        Assert.Contains("HTTP 127.0.0.1:0, with token", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a password", text, StringComparison.Ordinal);
    }
}
