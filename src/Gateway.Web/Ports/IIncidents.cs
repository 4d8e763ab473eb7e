namespace Gateway.Web.Ports;

/// <summary>What a supervisor can do about an incident. Thread-safe.</summary>
public interface IIncidents
{
    /// <summary>Plays the centre's acknowledgement once to those callers of the incident who wait; they keep their places.</summary>
    /// <param name="by">Who, for the journal.</param>
    /// <returns>How many; null: there is no such incident now.</returns>
    ValueTask<int?> AcknowledgeAsync(string incident, string by, CancellationToken cancellation);
}
