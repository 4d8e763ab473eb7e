namespace Gateway.Sip;

/// <summary>Ids of a simulation: one seed, one sequence. Not thread-safe, and its tokens can be guessed: never for a real network.</summary>
public sealed class SeededSipIds(int seed) : ISipIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
#pragma warning disable CA5394 // Repeatable on purpose.
    private readonly Random _random = new(seed);
    private long _last;

    public UsageId NewUsage() => new(++_last);

    public ServerRequestId NewServerRequest() => new(++_last);

    public ClientRequestId NewClientRequest() => new(++_last);

    public string NewToken() => _random.GetString(Alphabet, 16);
}
