using Gateway.Loops;

namespace Gateway.Simulation;

/// <summary>What happens in the world at which moment.</summary>
internal sealed class Agenda(ILoopScheduler scheduler) : Loop<Agenda.Input>("agenda", scheduler)
{
    internal sealed record Input(TimeSpan After, Action Deed, bool IsDue);

    public void After(TimeSpan after, Action deed) => Post(new Input(after, deed, IsDue: false));

    protected override void On(Input input)
    {
        if (input.IsDue)
        {
            input.Deed();
        }
        else
        {
            StartTimer(input.After, input with { IsDue = true });
        }
    }

    protected override void OnFault(Input input, Exception fault) => throw new InvalidOperationException("the world failed", fault);
}
