using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>
/// Where a call's actor is found: by call, by SIP usage, by media call. Written by admission and the actors themselves, read by every
/// other owner; thread-safe.
/// </summary>
internal sealed class CallTable
{
    private readonly ConcurrentDictionary<CallId, CallActor> _byCall = new();
    private readonly ConcurrentDictionary<UsageId, CallActor> _byUsage = new();
    private readonly ConcurrentDictionary<MediaCallId, CallActor> _byMedia = new();
    private long _lateInputs;

    public int Count => _byCall.Count;

    /// <summary>SIP usages that belong to calls.</summary>
    public int Usages => _byUsage.Count;

    /// <summary>Inputs for calls that were gone: crossings end here.</summary>
    public long LateInputs => Interlocked.Read(ref _lateInputs);

    /// <summary>The number of calls changed; raised on the thread that changed it, must not block.</summary>
    public event Action? Changed;

    public void Add(CallActor actor)
    {
        _byCall[actor.Call] = actor;
        _byMedia[actor.MediaCall] = actor;
        Changed?.Invoke();
    }

    public void Own(UsageId usage, CallActor actor) => _byUsage[usage] = actor;

    public void Disown(UsageId usage) => _byUsage.TryRemove(usage, out _);

    public void Remove(CallActor actor)
    {
        _byCall.TryRemove(actor.Call, out _);
        _byMedia.TryRemove(actor.MediaCall, out _);
        Changed?.Invoke();
    }

    /// <summary>The call that owns a usage, or null.</summary>
    public CallId? Find(UsageId usage) => _byUsage.TryGetValue(usage, out var actor) ? actor.Call : null;

    public bool Contains(CallId call) => _byCall.ContainsKey(call);

    /// <summary>Null: it is gone.</summary>
    public CallPhase? PhaseOf(CallId call) => _byCall.TryGetValue(call, out var actor) ? actor.Summary?.Phase ?? CallPhase.Admitting : null;

    /// <summary>In order of admission, so that what is done to all of them never depends on hashing.</summary>
    public IReadOnlyList<CallActor> All() => [.. _byCall.Values.OrderBy(a => a.MediaCall.Value)];

    public bool Post(CallId call, CallActorInput input) => Post(_byCall, call, input);

    public bool Post(UsageId usage, CallActorInput input) => Post(_byUsage, usage, input);

    public bool Post(MediaCallId call, CallActorInput input) => Post(_byMedia, call, input);

    private bool Post<TKey>(ConcurrentDictionary<TKey, CallActor> table, TKey key, CallActorInput input)
        where TKey : notnull
    {
        if (table.TryGetValue(key, out var actor))
        {
            actor.Post(input);
            return true;
        }

        Interlocked.Increment(ref _lateInputs);
        return false;
    }
}
