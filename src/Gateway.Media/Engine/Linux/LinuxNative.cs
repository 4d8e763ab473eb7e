using System.Runtime.InteropServices;

namespace Gateway.Media.Engine.Linux;

/// <summary>
/// The system calls of the packet path, blittable, over native memory. None suppresses the GC transition: epoll_wait and nanosleep
/// block, and the others may take longer than a microsecond. Errors are read with <see cref="Marshal.GetLastPInvokeError"/>.
/// </summary>
internal static unsafe partial class LinuxNative
{
    public const int InterruptedError = 4;
    public const int TryAgainError = 11;
    public const int ConnectionRefusedError = 111;

    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;
    public const int Datagram = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int LevelIPv4 = 0;
    public const int LevelIPv6 = 41;
    public const int IPv4TypeOfService = 1;
    public const int IPv4ReceiveErrors = 11;
    public const int IPv6ReceiveErrors = 25;
    public const int IPv6Only = 26;
    public const int IPv6TrafficClass = 67;

    public const int MessageDontWait = 0x40;
    public const int MessageErrorQueue = 0x2000;

    public const int EpollAdd = 1;
    public const uint EpollIn = 1;
    public const uint EpollError = 8;

    private const string Libc = "libc";

    [LibraryImport(Libc, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Libc, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport(Libc, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int name, int* value, uint length);

    [LibraryImport(Libc, EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport(Libc, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport(Libc, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Libc, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Libc, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport(Libc, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int count, int timeoutMs);

    [LibraryImport(Libc, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Libc, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Libc, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint length);

    [LibraryImport(Libc, EntryPoint = "nanosleep", SetLastError = true)]
    public static partial int Nanosleep(TimeSpec* duration, TimeSpec* rest);

    [LibraryImport(Libc, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(Libc, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FileSync(int descriptor);

    /// <summary>The text of the last error.</summary>
    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>struct timespec on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

/// <summary>Makes names in a folder durable (fsync of the directory).</summary>
internal static class LinuxDirectory
{
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string path)
    {
        var descriptor = LinuxNative.Open(path, LinuxNative.CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{path}' cannot be opened: {LinuxNative.LastError()}");
        }

        var result = LinuxNative.FileSync(descriptor);
        var error = LinuxNative.LastError();
        _ = LinuxNative.Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"The folder '{path}' cannot be synced: {error}");
        }
    }
}
