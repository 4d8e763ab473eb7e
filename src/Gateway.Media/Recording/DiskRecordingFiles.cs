using Gateway.Media.Engine.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Media.Recording;

/// <summary>Recordings as files on a disk. New files are readable by their owner and group only. Thread-safe for different files.</summary>
public sealed class DiskRecordingFiles : IRecordingFiles
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public IRecordingFile Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, Mode);
        }

        return new DiskFile(handle);
    }

    public IRecordingFile Open(string path) => new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));

    public bool Exists(string path) => Path.Exists(path);

    public bool HasFolder(string path) => Directory.Exists(path);

    public void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: false);
        if (OperatingSystem.IsLinux())
        {
            // The new name is durable only when its folder is.
            LinuxDirectory.Sync(Path.GetDirectoryName(Path.GetFullPath(to))!);
        }
    }

    public bool Delete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    public IReadOnlyList<string> Find(string directory, string ending) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*" + ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];

    private sealed class DiskFile(SafeFileHandle handle) : IRecordingFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> target)
        {
            var total = 0;
            while (total < target.Length && RandomAccess.Read(handle, target[total..], offset + total) is > 0 and var read)
            {
                total += read;
            }

            return total;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
