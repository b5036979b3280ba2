namespace ReverseDns.App.Route.Kernel;

/// <summary>Of a request. What <see cref="Dump"/> and <see cref="Replace"/> share a bit for depends on the kind of message.</summary>
[Flags]
internal enum NetlinkFlags
{
    None = 0,
    Request = 0x001,
    Acknowledge = 0x004,
    Replace = 0x100,
    Exclusive = 0x200,
    Dump = 0x300,
    Create = 0x400,
}
