namespace ReverseDns.Server;

/// <summary>Where frames go: a reader, or a file. Open when it is made, and of no use when it has failed.</summary>
internal interface IFrameSink : IDisposable
{
    /// <summary>Returns how many octets were taken; less than all: it has failed, for this reason.</summary>
    int Write(ReadOnlySpan<byte> frames, out string? failure);

    /// <summary>To be called now and then: why it has failed; null when it has not.</summary>
    string? Check();
}
