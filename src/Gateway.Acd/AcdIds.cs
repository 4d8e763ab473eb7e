namespace Gateway.Acd;

/// <summary>A call, everywhere in the gateway and outside: the unique part of <c>urn:emergency:uid:callid:VALUE:domain</c> (NENA-STA-010), 10 to 32 letters and digits.</summary>
public readonly record struct CallId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A queue: centre code and name, e.g. "71.71/darurat".</summary>
public readonly record struct QueueId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An agent: unique over the installation, e.g. "2001" (also the user part of the phone's address of record).</summary>
public readonly record struct AgentId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A call that an agent makes (to a colleague, or back to a caller); unique per node and run.</summary>
public readonly record struct AgentCallId(long Value)
{
    public override string ToString() => $"a{Value}";
}

/// <summary>One offer of one call to one agent; numbers rise by one per node.</summary>
public readonly record struct OfferId(long Value)
{
    public override string ToString() => $"o{Value}";
}
