namespace Gateway.Media.Recording;

/// <summary>Recordings in memory, for simulation and tests; can be told to fail. Thread-safe.</summary>
public sealed class MemoryRecordingFiles : IRecordingFiles
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    /// <summary>While set, every creation, write, sync and rename throws an <see cref="IOException"/> with this message.</summary>
    public string? Failure { get; set; }

    /// <summary>Names of all files, sorted.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_lock)
            {
                return [.. _files.Keys];
            }
        }
    }

    /// <summary>A copy of a file's octets.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public byte[] this[string path] => Existing(path).ToArray();

    public IRecordingFile Create(string path)
    {
        ThrowIfFailing();
        var file = new MemoryFile(this);
        lock (_lock)
        {
            return _files.TryAdd(path, file) ? file : throw new IOException($"The file '{path}' already exists.");
        }
    }

    public IRecordingFile Open(string path) => Existing(path);

    public bool Exists(string path)
    {
        lock (_lock)
        {
            return _files.ContainsKey(path);
        }
    }

    public bool HasFolder(string path) => true;

    public void Rename(string from, string to)
    {
        ThrowIfFailing();
        var file = Existing(from);
        lock (_lock)
        {
            if (!_files.TryAdd(to, file))
            {
                throw new IOException($"The file '{to}' already exists.");
            }

            _files.Remove(from);
        }
    }

    public bool Delete(string path)
    {
        ThrowIfFailing();
        lock (_lock)
        {
            return _files.Remove(path);
        }
    }

    public IReadOnlyList<string> Find(string directory, string ending) =>
        [.. Paths.Where(p => p.StartsWith(directory, StringComparison.Ordinal) && p.EndsWith(ending, StringComparison.Ordinal))];

    private MemoryFile Existing(string path)
    {
        lock (_lock)
        {
            return _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException("There is no such file.", path);
        }
    }

    private void ThrowIfFailing()
    {
        if (Failure is { } failure)
        {
            throw new IOException(failure);
        }
    }

    private sealed class MemoryFile(MemoryRecordingFiles files) : IRecordingFile
    {
        private readonly Lock _lock = new();
        private byte[] _bytes = [];
        private int _length;

        public long Length => Volatile.Read(ref _length);

        public byte[] ToArray()
        {
            lock (_lock)
            {
                return _bytes[.._length];
            }
        }

        public int Read(long offset, Span<byte> target)
        {
            lock (_lock)
            {
                var count = (int)Math.Clamp(_length - offset, 0, target.Length);
                _bytes.AsSpan((int)Math.Min(offset, _length), count).CopyTo(target);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            files.ThrowIfFailing();
            lock (_lock)
            {
                Resize(Math.Max(_length, (int)offset + bytes.Length));
                bytes.CopyTo(_bytes.AsSpan((int)offset));
            }
        }

        public void Truncate(long length)
        {
            files.ThrowIfFailing();
            lock (_lock)
            {
                Resize((int)length);
            }
        }

        public void Sync() => files.ThrowIfFailing();

        public void Dispose()
        {
        }

        private void Resize(int length)
        {
            if (length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
            }

            if (length < _length)
            {
                _bytes.AsSpan(length, _length - length).Clear();
            }

            _length = length;
        }
    }
}
