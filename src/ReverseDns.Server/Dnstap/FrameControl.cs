namespace ReverseDns.Server;

/// <summary>The control frames of Frame Streams.</summary>
internal enum FrameControl : uint
{
    Accept = 1,
    Start = 2,
    Stop = 3,
    Ready = 4,
    Finish = 5,
}
