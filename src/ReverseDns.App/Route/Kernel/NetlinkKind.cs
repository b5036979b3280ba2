namespace ReverseDns.App.Route.Kernel;

/// <summary>The messages of rtnetlink that are sent or read here.</summary>
internal enum NetlinkKind
{
    None = 0,
    Error = 2,
    Done = 3,
    NewLink = 16,
    GetLink = 18,
    NewAddress = 20,
    DeleteAddress = 21,
    GetAddress = 22,
}
