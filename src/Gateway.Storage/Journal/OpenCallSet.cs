using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>Which events open and close a call. A call whose first events were lost in a gap is open as well.</summary>
internal static class OpenCallSet
{
    /// <summary>True: the call is open from here. False: closed. Null: no effect, because it may follow the end.</summary>
    public static bool? Effect(JournalPayload payload) => payload switch
    {
        CallEnded => false,
        CallReceived or EnterQueue or OfferMade or Connect => true,
        _ => null,
    };
}
