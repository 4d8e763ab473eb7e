namespace Gateway.Media.Engine;

/// <summary>A driven <see cref="MediaLoopCore"/>. Disposal ends all its calls.</summary>
internal interface IMediaLoop : IDisposable
{
    LoopCounts Counts { get; }

    /// <summary>Thread-safe.</summary>
    void Post(MediaCommand command);
}
