using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Configuration;
using Gateway.Configuration.Sections;
using Gateway.Figures;
using Gateway.Operations;

namespace Gateway.Composition;

/// <summary>One configuration in force and what was made of it: exchanged whole, so that no decision sees two of them. Immutable.</summary>
internal sealed class ConfigurationRules
{
    private readonly Dictionary<string, CentrePrompts> _prompts;
    private readonly CentrePrompts _default;
    private readonly HashSet<AgentId> _autoAnswering;

    public ConfigurationRules(GatewayConfiguration configuration, long number, DateTimeOffset since, GatewayPorts ports)
    {
        (Configuration, Number, Since) = (configuration, number, since);
        Describer = new CallDescriber(configuration, ports.CallIds, ports.Alarms, ports.RecordingsDirectory is not null);
        _prompts = configuration.Centres.ToDictionary(
            c => c.Code, c => new CentrePrompts(c.Prompts.Greeting, c.Prompts.QueueAudio, c.Prompts.Ringback)
            {
                Screening = c.Prompts.Screening,
                Acknowledgement = c.Prompts.Acknowledgement,
                Announcements = c.Announcements,
            });
        _default = _prompts[configuration.DefaultCentre];
        Days = new CentreDays(configuration);
        _autoAnswering = [.. configuration.Agents.Where(a => a.AutoAnswer).Select(a => a.Id)];
        foreach (var warning in SrtpSetting.Warnings(configuration))
        {
            ports.Alarms.Raise("srtp_keys_readable", AlarmSeverity.Warning, warning);
        }
    }

    public GatewayConfiguration Configuration { get; }

    /// <summary>1 at the start, one more with each exchange.</summary>
    public long Number { get; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Since { get; }

    public CallDescriber Describer { get; }

    /// <summary>Whose day begins when.</summary>
    public CentreDays Days { get; }

    /// <summary>Is the agent's phone asked to answer by itself?</summary>
    public bool AutoAnswers(AgentId agent) => _autoAnswering.Contains(agent);

    /// <summary>Of a centre; those of the default centre for one that is gone.</summary>
    public CentrePrompts Prompts(string centre) => _prompts.GetValueOrDefault(centre, _default);
}
