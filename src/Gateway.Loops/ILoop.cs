namespace Gateway.Loops;

/// <summary>
/// An owner of state. Its scheduler calls <see cref="Step"/> on one thread at a time, so what the loop owns needs no lock.
/// </summary>
public interface ILoop
{
    /// <summary>Name for logs, alarms and metrics; low cardinality.</summary>
    string Name { get; }

    /// <summary>Handles a bounded batch of inputs and due timers. Never blocks on another owner.</summary>
    /// <returns>When to run next.</returns>
    NextStep Step();
}

/// <summary>When a loop wants its next <see cref="ILoop.Step"/>.</summary>
/// <param name="More">True when inputs are left: run again after the others had a turn.</param>
/// <param name="DueAt">Timestamp of the next timer (<see cref="TimeProvider.GetTimestamp"/> units), or <see cref="long.MaxValue"/>.</param>
public readonly record struct NextStep(bool More, long DueAt)
{
    public static readonly NextStep Idle = new(false, long.MaxValue);
}

/// <summary>Runs loops: threads in production, one seeded thread in simulation.</summary>
public interface ILoopScheduler
{
    /// <summary>The clock of every loop that this scheduler runs.</summary>
    TimeProvider Time { get; }

    /// <summary>Takes the loop in. Thread-safe.</summary>
    ILoopSlot Attach(ILoop loop);
}

/// <summary>A loop's place in its scheduler. Thread-safe.</summary>
public interface ILoopSlot
{
    /// <summary>Asks for a <see cref="ILoop.Step"/> soon. Cheap when one is already due.</summary>
    void Wake();

    /// <summary>Takes the loop out: no step starts after the running one has returned.</summary>
    void Detach();
}
