using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls.AgentCalls;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.AgentCalls;

/// <summary>
/// Calls that agents make: begun here, and found by id, by SIP usage, by media call. Thread-safe.
/// </summary>
internal sealed class AgentCallTable
{
    /// <summary>At the same time: they share RTP ports with callers, who come first.</summary>
    public const int MaxCalls = 200;

    /// <summary>For a colleague to answer.</summary>
    public static readonly TimeSpan RingTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Media calls of their own, above those of callers, feature codes and test calls.</summary>
    private const long FirstMediaCall = 1L << 42;

    private readonly ConcurrentDictionary<AgentCallId, AgentCallActor> _byId = new();
    private readonly ConcurrentDictionary<UsageId, AgentCallActor> _byUsage = new();
    private readonly ConcurrentDictionary<string, AgentCallActor> _callbacks = new(StringComparer.Ordinal);
    private long _last;

    public int Count => _byId.Count;

    public static bool Owns(MediaCallId call) => call.Value >= FirstMediaCall;

    /// <summary>An agent's phone dials. Null: too many such calls.</summary>
    public AgentCallActor? Begin(
        SipEvent.InviteReceived invite, AgentId dialling, AgentCallTarget target, AgentCallServices services, ILoopScheduler scheduler) =>
        Begin(new AgentCallActorInput.Start(invite), dialling, target, services, scheduler);

    /// <summary>A caller is called back. Null: too many such calls, or the caller is being called already. Any thread.</summary>
    public AgentCallActor? Begin(
        CallbackOrder order, AgentId agent, AgentCallTarget.Callback target, AgentCallServices services, ILoopScheduler scheduler) =>
        Begin(new AgentCallActorInput.CallBack(order), agent, target, services, scheduler);

    /// <summary>An agent is calling this entry's caller.</summary>
    public bool IsCalledBack(string key) => _callbacks.ContainsKey(key);

    private AgentCallActor? Begin(
        AgentCallActorInput first, AgentId dialling, AgentCallTarget target, AgentCallServices services, ILoopScheduler scheduler)
    {
        if (Count >= MaxCalls)
        {
            services.Count("agent_calls_exhausted");
            return null;
        }

        var number = Interlocked.Increment(ref _last);
        var actor = new AgentCallActor(new AgentCallId(number), new MediaCallId(FirstMediaCall + number), dialling, target, services, scheduler);
        if (target is AgentCallTarget.Callback { Key: var key } && !_callbacks.TryAdd(key, actor))
        {
            actor.Dispose();
            return null;
        }

        _byId[actor.Id] = actor;
        actor.Post(first);
        return actor;
    }

    public AgentCallActor? Find(UsageId usage) => _byUsage.GetValueOrDefault(usage);

    public void Own(UsageId usage, AgentCallActor actor) => _byUsage[usage] = actor;

    public void Disown(UsageId usage) => _byUsage.TryRemove(usage, out _);

    public void Remove(AgentCallActor actor)
    {
        _byId.TryRemove(actor.Id, out _);
        if (actor.CallbackKey is { } key)
        {
            _callbacks.TryRemove(key, out _);
        }
    }

    /// <summary>False: it is over.</summary>
    public bool Post(AgentCallId id, AgentCallActorInput input)
    {
        if (!_byId.TryGetValue(id, out var actor))
        {
            return false;
        }

        actor.Post(input);
        return true;
    }

    public void Post(MediaEvent mediaEvent) =>
        Post(new AgentCallId(mediaEvent.Call.Value - FirstMediaCall), new AgentCallActorInput.Media(mediaEvent));

    /// <summary>The gateway stops.</summary>
    public void EndAll(string reason)
    {
        foreach (var actor in _byId.Values.OrderBy(a => a.Id.Value))
        {
            actor.Post(new AgentCallActorInput.Machine(new AgentCallInput.End(reason)));
        }
    }
}
