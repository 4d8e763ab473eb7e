namespace Gateway.Media.Recording;

/// <summary>
/// Files of recordings, as a port: <see cref="DiskRecordingFiles"/> and <see cref="MemoryRecordingFiles"/>. Used by one thread at a time.
/// Members throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the disk says no.
/// </summary>
public interface IRecordingFiles
{
    /// <summary>Creates a new file, and its folder when missing; an existing file is an error.</summary>
    IRecordingFile Create(string path);

    /// <summary>Opens an existing file for reading and writing.</summary>
    IRecordingFile Open(string path);

    bool Exists(string path);

    bool HasFolder(string path);

    /// <summary>Renames durably inside a folder; never overwrites.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file.</summary>
    /// <returns>False: it was not there.</returns>
    bool Delete(string path);

    /// <summary>Files below a folder that end so, sorted; none when the folder is missing.</summary>
    IReadOnlyList<string> Find(string directory, string ending);
}

/// <summary>An open recording file. Same errors as <see cref="IRecordingFiles"/>.</summary>
public interface IRecordingFile : IDisposable
{
    long Length { get; }

    /// <returns>Octets read; fewer than asked only at the end.</returns>
    int Read(long offset, Span<byte> target);

    /// <summary>Writes at an offset; beyond the end the hole reads as zeros.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    void Truncate(long length);

    /// <summary>Returns when the file's content is on the disk.</summary>
    void Sync();
}
