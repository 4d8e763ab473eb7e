using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.Callbacks;
using Gateway.CallControl;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Records;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Features;
using Gateway.Legs;
using Gateway.Operations;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Callbacks that pages and API ask for: what can be refused at once is, the rest is the agent's call.</summary>
internal sealed class CallbackCalls(
    IRecordStore records, CallbackWork work, GatewayRuntime runtime, ICallIds ids, string? recordings, TimeProvider time) : ICallbackCalls
{
    private const int Most = 10_000;

    public ValueTask<CallbackStart> CallAsync(string key, AgentId agent, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(Call(key, agent, by));

    private CallbackStart Call(string key, AgentId agent, string by)
    {
        var configuration = runtime.Configuration;
        if (records.Callbacks(Most).FirstOrDefault(e => e.Key == key || e.Calls.Contains(new CallId(key))) is not { } entry)
        {
            return CallbackStart.NoSuchEntry;
        }

        if (!entry.Callable || entry.Number is not { Length: > 0 } number)
        {
            return CallbackStart.NotCallable;
        }

        if (configuration.Agents.All(a => a.Id != agent))
        {
            return CallbackStart.UnknownAgent;
        }

        var seen = runtime.Acd.Snapshot.Agents.FirstOrDefault(a => a.Agent == agent);
        if (runtime.Agents.Of(agent).Count == 0 || seen is { State: AgentState.Reserved or AgentState.Receiving or AgentState.InCall })
        {
            return CallbackStart.AgentNotFree;
        }

        if (configuration.Trunk(entry.Trunk) is not { Enabled: true } trunk || runtime.Trunks.WayOut(trunk.Name) is not { } way)
        {
            return CallbackStart.NoWayOut;
        }

        if (work.IsTaken(entry, by, agent.Value) || runtime.AgentCalls.IsCalledBack(entry.Key))
        {
            return CallbackStart.Taken;
        }

        var target = new AgentCallTarget.Callback(entry.Key, entry.Calls[^1]);
        return runtime.CallBack(Order(configuration, entry, number, agent, trunk, way), agent, target) ? CallbackStart.Started
            : runtime.AgentCalls.IsCalledBack(entry.Key) ? CallbackStart.Taken : CallbackStart.TooMany;
    }

    private CallbackOrder Order(
        GatewayConfiguration configuration, CallbackEntry entry, string number, AgentId agent, TrunkOptions trunk, (SipUri Server, Sip.Transport.SipFlow Flow) way)
    {
        var domain = configuration.Domain;
        var own = configuration.Centre(entry.Centre ?? configuration.DefaultCentre)?.Number ?? "112";
        var us = SipUri.Parse($"sip:{own}@{domain}");
        var them = SipUri.Sip(number, way.Server.Host, way.Server.Port, way.Server.Parameters, way.Server.Scheme);
        var callId = $"urn:emergency:uid:callid:{entry.Calls[^1]}:{domain}";
        List<HeaderField> headers = [new("Priority", "psap-callback")];
        if (trunk.CallbackResourcePriority is { } priority)
        {
            headers.Add(new HeaderField("Resource-Priority", priority));
        }

        return new CallbackOrder(
            new AgentInvite(
                new NameAddress($"Callback {number}", SipUri.Sip(number, domain), []), new NameAddress(null, SipUri.Parse($"sip:{agent}@{domain}"), []))
            {
                EmergencyCallId = callId,
            },
            new AgentInvite(new NameAddress(null, us, []), new NameAddress(null, them, []))
            {
                AssertedIdentity = us,
                Headers = headers,
                ToOutside = true,
            },
            new AgentBinding(them, way.Flow),
            trunk.Name,
            trunk.Codecs,
            FeatureTones.Ringback.Id,
            CallRecordings.Of(ids.NewCall(), time.GetUtcNow(), recordings),
            path => CallRecordings.Relative(path, recordings));
    }
}
