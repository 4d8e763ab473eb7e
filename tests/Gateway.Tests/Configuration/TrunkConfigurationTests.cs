using Gateway.Sip.Registration;

namespace Gateway.Tests.Configuration;

/// <summary>Names of trunks.json and agents.json that are about the trunk's health and the phones' digest.</summary>
public sealed class TrunkConfigurationTests
{
    [Fact]
    public void A_trunk_may_be_asked_at_several_places_and_want_us_to_register()
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", """
            { "trunks": [ {
              "name": "t1", "networks": ["127.0.0.1"], "enabled": false, "alarmCallsPerSecond": 20,
              "ping": { "target": "sip:10.1.0.5", "targets": ["sip:sbc.example;transport=tcp"], "interval": "30s" },
              "register": { "registrar": "sip:ims.example", "user": "manado", "password": "env:PASSWORD", "expires": "10m" } } ] }
            """);
        var trunk = Assert.Single(folder.Good().Trunks);
        Assert.Equal(["sip:10.1.0.5", "sip:sbc.example;transport=tcp"], trunk.Ping!.Targets.Select(t => t.Text));
        Assert.Equal((false, 20, "manado", 600.0), (trunk.Enabled, trunk.AlarmCallsPerSecond, trunk.Register!.User, trunk.Register.Expires.TotalSeconds));
        Assert.Equal("a password", trunk.Register.Password.Value);
        Assert.DoesNotContain("a password", trunk.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "ping": { "interval": "30s" } """, "target")]
    [InlineData(""" "ping": { "targets": ["http://x"] } """, "not a SIP URI")]
    [InlineData(""" "register": { "user": "m", "password": "env:PASSWORD" } """, "registrar")]
    [InlineData(""" "register": { "registrar": "sip:x", "password": "env:PASSWORD" } """, "user")]
    [InlineData(""" "register": { "registrar": "sip:x", "user": "m" } """, "password")]
    [InlineData(""" "alarmCallsPerSecond": 0 """, "alarmCallsPerSecond")]
    public void What_is_wrong_is_named(string member, string named)
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", $$"""{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], {{member}} } ] }""");
        Assert.Contains(folder.Errors(), e => e.ToString().Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void An_agent_s_digest_goes_before_the_default_of_the_file_and_that_before_the_installation_s()
    {
        using var folder = new TestFolder();
        folder.Write("agents.json", """
            { "defaults": { "centre": "71.71", "password": "env:PASSWORD", "digest": ["MD5"] }, "agents": [ { "id": "2001" }, { "id": "2002", "digest": ["SHA-256"] } ] }
            """);
        var agents = folder.Good().Agents;
        Assert.Equal([DigestAlgorithm.Md5], agents[0].Digest!);
        Assert.Equal([DigestAlgorithm.Sha256], agents[1].Digest!);
        folder.Write("agents.json", """{ "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD", "digest": ["SHA-512"] } ] }""");
        Assert.Contains(folder.Errors(), e => e.Wrong.Contains("SHA-512", StringComparison.Ordinal));
    }
}
