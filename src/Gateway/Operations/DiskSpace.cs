namespace Gateway.Operations;

/// <summary>Free room on disks.</summary>
internal static class DiskSpace
{
    /// <summary>Octets that this process may still write on the disk of a folder, which need not exist yet.</summary>
    /// <exception cref="IOException">The disk does not say.</exception>
    /// <exception cref="UnauthorizedAccessException">It does not say it to us.</exception>
    public static long FreeOf(string directory)
    {
        var there = Path.GetFullPath(directory);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        return new DriveInfo(there).AvailableFreeSpace;
    }
}
