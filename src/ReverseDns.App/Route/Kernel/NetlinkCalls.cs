using System.Runtime.InteropServices;

namespace ReverseDns.App.Route.Kernel;

/// <summary>The system calls for a netlink socket, which System.Net.Sockets does not know. A failed one leaves errno as the last P/Invoke error.</summary>
internal static unsafe partial class NetlinkCalls
{
    public const int NetlinkFamily = 16;
    public const int RawCloseOnExec = 0x8_0003;
    public const int RouteProtocol = 0;
    public const int SocketLevel = 1;
    public const int ReceiveTimeout = 20;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetOption(int socket, int level, int option, long* value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Send(int socket, byte* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Receive(int socket, byte* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int socket);
}
