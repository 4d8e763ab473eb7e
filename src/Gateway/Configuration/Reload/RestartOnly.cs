namespace Gateway.Configuration.Reload;

/// <summary>What a running process cannot change: sockets, files and what they were made with.</summary>
internal static class RestartOnly
{
    /// <summary>The new configuration with those parts as they are, and their names where they differ.</summary>
    public static (GatewayConfiguration Effective, IReadOnlyList<string> Kept) Keep(GatewayConfiguration now, GatewayConfiguration next)
    {
        List<string> kept = [];
        Note("node", now.Node, next.Node);
        Note("sip.domain", now.Domain, next.Domain);
        Note("sip.listeners", now.Listeners, next.Listeners);
        Note("sip.sessionTimers", now.SessionTimers, next.SessionTimers);
        Note("sip.registration.algorithms", now.Registration.Algorithms, next.Registration.Algorithms);
        Note("media", now.Media, next.Media);
        Note("http", now.Http, next.Http);
        Note("storage", now.Storage, next.Storage);
        Note("log", now.Log, next.Log);
        foreach (var centre in next.Centres)
        {
            if (now.Centre(centre.Code) is { } before)
            {
                Note($"centres.{centre.Code}.prompts", before.Prompts, centre.Prompts);
            }
        }

        return (
            next with
            {
                Node = now.Node,
                Domain = now.Domain,
                Listeners = now.Listeners,
                SessionTimers = now.SessionTimers,
                Registration = next.Registration with { Algorithms = now.Registration.Algorithms },
                Media = now.Media,
                Http = now.Http,
                Storage = now.Storage,
                Log = now.Log,
                Centres = [.. next.Centres.Select(c => now.Centre(c.Code) is { } before ? c with { Prompts = before.Prompts } : c)],
            },
            kept);

        void Note(string name, object? before, object? after)
        {
            if (!Structure.Same(before, after))
            {
                kept.Add(name);
            }
        }
    }
}
