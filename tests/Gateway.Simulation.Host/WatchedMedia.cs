using Gateway.Media.Engine;

namespace Gateway.Simulation;

/// <summary>
/// The gateway's media engine, watched: no call may have two legs bridged with its caller at once. It can throw at the owner that posts to it,
/// as a defect there would.
/// </summary>
/// <param name="oneDefectIn">One of so many commands throws, after it was done; 0: none does. The last one of a call never does.</param>
internal sealed class WatchedMedia(MediaEngine engine, Action<string> broken, int oneDefectIn, Random random) : IMediaEngine
{
    private readonly Dictionary<MediaCallId, LegId> _bridged = [];

    public void Post(MediaCommand command)
    {
        switch (command)
        {
            case MediaCommand.Bridge bridge:
                if (_bridged.TryGetValue(bridge.Call, out var other) && other != bridge.Second)
                {
                    broken($"{bridge.Call}: leg {bridge.Second} is bridged while leg {other} is");
                }

                _bridged[bridge.Call] = bridge.Second;
                break;
            case MediaCommand.CloseLeg close when _bridged.TryGetValue(close.Call, out var second) && second == close.Leg:
                _bridged.Remove(close.Call);
                break;
            case MediaCommand.CloseCall close:
                _bridged.Remove(close.Call);
                break;
        }

        engine.Post(command);
        if (oneDefectIn > 0 && command is not MediaCommand.CloseCall && random.Next(oneDefectIn) == 0)
        {
            throw new InvalidOperationException("a defect, as ordered");
        }
    }
}
