using System.Net;

namespace ReverseDns.Server;

/// <summary>What is written in dnstap's format, and where: exactly one of file, Unix socket and address is set.</summary>
public sealed class DnstapOptions
{
    public const int LongestIdentity = 255;
    public const int SmallestFile = 64 << 10;

    public string? File { get; init; }

    /// <summary>A reader that listens there: a Unix socket or an address of TCP.</summary>
    public EndPoint? Reader { get; init; }

    public required string Identity { get; init; }

    public required string Version { get; init; }

    public DnstapMessages Messages { get; init; } = DnstapMessages.Both;

    public TapOptions Tap { get; init; } = new();

    /// <summary>Questions a second, at most; 0: any number.</summary>
    public int Rate { get; init; }

    /// <summary>Octets; a file that would grow beyond it is moved aside (".1") first, in place of the one before.</summary>
    public int MaxFileSize { get; init; } = 1 << 30;

    public string Destination => File ?? Reader?.ToString() ?? "nowhere";
}
