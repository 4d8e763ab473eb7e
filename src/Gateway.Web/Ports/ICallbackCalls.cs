using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>Calls callers of the callback list back. Thread-safe.</summary>
public interface ICallbackCalls
{
    /// <summary>Rings the agent's phone, then the caller; the attempt stands in the list when it is over.</summary>
    /// <param name="key">The entry's, or the id of one of its calls.</param>
    /// <param name="by">Who asks: a claim of this user or of the agent does not stand in the way.</param>
    ValueTask<CallbackStart> CallAsync(string key, AgentId agent, string by, CancellationToken cancellation);
}

/// <summary>What became of it at once.</summary>
public enum CallbackStart
{
    /// <summary>The agent's phone is about to ring.</summary>
    Started,
    NoSuchEntry,

    /// <summary>No number, a short code, or the pseudo-number of a phone without SIM.</summary>
    NotCallable,

    /// <summary>Somebody else has taken the entry, or is calling the caller right now.</summary>
    Taken,
    UnknownAgent,

    /// <summary>No phone is registered, or the agent is offered a caller or talks.</summary>
    AgentNotFree,

    /// <summary>No server of the trunk has answered OPTIONS.</summary>
    NoWayOut,

    /// <summary>Too many calls of agents at the same time.</summary>
    TooMany,
}
