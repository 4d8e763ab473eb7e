using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

public sealed class SlowDiskTests
{
    [Fact]
    public void A_disk_that_hangs_costs_the_recording_what_the_ring_cannot_hold_and_the_call_nothing_and_it_is_told()
    {
        using var disk = new HangingDisk();
        using var bench = new SocketBench(files: disk);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(10, caller, agent);
        Assert.True(bench.Until(() => disk.Inner.Paths.Count == 1));
        disk.Hang();

        try
        {
            // The ring holds some 1300 packets; they come faster than they would in a call, and no faster than the agent takes them.
            for (var i = 0; i < 2000; i++)
            {
                caller.Speak();
                Assert.True(i % 50 != 49 || bench.Until(() => agent.Received.Count >= i - 50, 20), $"the agent got {agent.Received.Count} of {i + 11}");
            }

            Assert.True(bench.Until(() => agent.Received.Count >= 1990), $"the agent got {agent.Received.Count} of 2010");
            Assert.Empty(bench.Events.OfType<MediaEvent.RecordingFailed>());
        }
        finally
        {
            // A test that fails here must not hang on its disk.
            disk.GoOn();
        }

        bench.Expect<MediaEvent.RecordingFailed>(f => f.Reason.Contains("too slow", StringComparison.Ordinal));
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();
        Assert.NotEmpty(WavFile.Read(disk.Inner["/recordings/call.wav"]).Left);
    }

    /// <summary>In memory; every write waits while it hangs.</summary>
    private sealed class HangingDisk : IRecordingFiles, IDisposable
    {
        private readonly ManualResetEventSlim _free = new(true);

        public MemoryRecordingFiles Inner { get; } = new();

        public void Hang() => _free.Reset();

        public void GoOn() => _free.Set();

        public IRecordingFile Create(string path) => new HangingFile(Inner.Create(path), _free);

        public IRecordingFile Open(string path) => Inner.Open(path);

        public bool Exists(string path) => Inner.Exists(path);

        public bool HasFolder(string path) => true;

        public void Rename(string from, string to) => Inner.Rename(from, to);

        public bool Delete(string path) => Inner.Delete(path);

        public IReadOnlyList<string> Find(string directory, string ending) => Inner.Find(directory, ending);

        public void Dispose()
        {
            _free.Set();
            _free.Dispose();
        }
    }

    private sealed class HangingFile(IRecordingFile inner, ManualResetEventSlim free) : IRecordingFile
    {
        public long Length => inner.Length;

        public int Read(long offset, Span<byte> target) => inner.Read(offset, target);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            free.Wait();
            inner.Write(offset, bytes);
        }

        public void Truncate(long length) => inner.Truncate(length);

        public void Sync() => inner.Sync();

        public void Dispose() => inner.Dispose();
    }
}
