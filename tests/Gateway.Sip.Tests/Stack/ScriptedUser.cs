using Gateway.Sip.Messages;
using Gateway.Sip.Overload;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>A user that writes down what it hears and answers by a script.</summary>
public sealed class ScriptedUser : ISipUser
{
    private readonly Lock _lock = new();
    private readonly List<SipEvent> _events = [];

    public SipStack Stack { get; set; } = null!;

    /// <summary>Called for each event after it is written down.</summary>
    public Action<SipEvent>? Script { get; set; }

    public Func<SipRequest, SourceVerdict> Verdict { get; set; } = _ => SourceVerdict.Accept;

    public bool Proven { get; set; } = true;

    public Func<SipMessage, bool> Taken { get; set; } = _ => true;

    public OverloadControl? Overload { get; set; }

    /// <summary>Answer to every challenge.</summary>
    public HeaderField? Authorization { get; set; }

    public IReadOnlyList<SipEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public IEnumerable<T> All<T>()
        where T : SipEvent => Events.OfType<T>();

    public T Only<T>()
        where T : SipEvent => Assert.Single(All<T>());

    public int Count<T>()
        where T : SipEvent => All<T>().Count();

    public void OnEvent(SipEvent sipEvent)
    {
        lock (_lock)
        {
            _events.Add(sipEvent);
        }

        Script?.Invoke(sipEvent);
    }

    public SourceVerdict Judge(SipRequest request, SipFlow flow) => Verdict(request);

    public bool Takes(SipMessage message, SipFlow flow) => Taken(message);

    public bool IsProven(SipFlow flow) => Proven;

    public OverloadControl? OverloadFor(SipFlow flow) => Overload;

    public HeaderField? Authorize(SipResponse challenge, SipRequest request, SipFlow flow) => Authorization;
}
