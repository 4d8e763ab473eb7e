using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Configuration.Sections;
using Gateway.Media.Sdp;
using Gateway.Operations;
using Gateway.Sip.Transport;

namespace Gateway.Tests.Configuration;

/// <summary>"srtp" in trunks.json and agents.json, and what is said when its keys could be read.</summary>
public sealed class SrtpConfigurationTests
{
    [Theory]
    [InlineData("", SrtpUse.Optional)]
    [InlineData(""" , "srtp": "off" """, SrtpUse.Off)]
    [InlineData(""" , "srtp": "optional" """, SrtpUse.Optional)]
    [InlineData(""" , "srtp": "preferred" """, SrtpUse.Preferred)]
    [InlineData(""" , "srtp": "required" """, SrtpUse.Required)]
    public void A_trunk_says_when_its_calls_are_SRTP(string member, SrtpUse use)
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", $$"""{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"] {{member}} } ] }""");
        Assert.Equal(use, Assert.Single(folder.Good().Trunks).Srtp);
    }

    [Fact]
    public void An_agent_s_word_goes_before_the_default_of_the_file()
    {
        using var folder = new TestFolder();
        folder.Write("agents.json", """
            { "defaults": { "centre": "71.71", "password": "env:PASSWORD", "srtp": "preferred" }, "agents": [ { "id": "2001" }, { "id": "2002", "srtp": "off" } ] }
            """);
        var configuration = folder.Good();
        Assert.Equal((SrtpUse.Preferred, SrtpUse.Off), (configuration.SrtpOf(new AgentId("2001")), configuration.SrtpOf(new AgentId("2002"))));

        var security = new LegSecurity(() => configuration, new RandomCallIds());
        var (first, second) = (security.OfAgent(new AgentId("2001")), security.OfAgent(new AgentId("2001")));
        Assert.Equal((SrtpUse.Preferred, 32), (first.Use, first.Secret.Length));
        Assert.False(first.Secret.Span.SequenceEqual(second.Secret.Span));
        Assert.Equal(SrtpUse.Off, security.OfAgent(new AgentId("2002")).Use);
        Assert.Equal(SrtpUse.Optional, security.OfTrunk("gone").Use);
    }

    [Theory]
    [InlineData("trunks.json", """{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], "srtp": "mandatory" } ] }""")]
    [InlineData("agents.json", """{ "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD", "srtp": "mandatory" } ] }""")]
    [InlineData("agents.json", """{ "defaults": { "srtp": true }, "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD" } ] }""")]
    public void Another_word_is_an_error_that_names_the_right_ones(string file, string text)
    {
        using var folder = new TestFolder();
        var error = Assert.Single(folder.Write(file, text).Errors());
        Assert.Equal(file, error.File);
        Assert.Contains("off, optional, preferred, required", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("optional", 0)]
    [InlineData("off", 0)]
    [InlineData("preferred", 2)]
    [InlineData("required", 2)]
    public void Keys_that_would_be_offered_in_readable_signalling_are_warned_of_and_nothing_is_refused(string word, int warnings)
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", $$"""{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], "srtp": "{{word}}" } ] }""");
        folder.Write("agents.json", $$"""{ "defaults": { "centre": "71.71", "password": "env:PASSWORD", "srtp": "{{word}}" }, "agents": [ { "id": "2001" }, { "id": "2002" } ] }""");
        var configuration = folder.Good();
        var said = SrtpSetting.Warnings(configuration).ToList();
        Assert.Equal(warnings, said.Count);
        if (warnings > 0)
        {
            Assert.StartsWith("trunks.json: \"srtp\" of the trunk \"t1\" offers keys", said[0], StringComparison.Ordinal);
            Assert.StartsWith("agents.json: \"srtp\" of the agent \"2001\" and 1 more offers keys", said[1], StringComparison.Ordinal);
        }

        var secure = configuration.Listeners.Select(l => l with { Transport = SipTransportKind.Tls });
        Assert.Empty(SrtpSetting.Warnings(configuration with { Listeners = [.. secure] }));
    }
}
