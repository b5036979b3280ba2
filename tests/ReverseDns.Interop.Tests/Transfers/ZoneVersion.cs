using ReverseDns.Protocol;
using ReverseDns.Transfer.Tests;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>One version of the zone that is exchanged, and what changes with it.</summary>
internal sealed class ZoneVersion : IDisposable
{
    public static readonly DomainName Origin = DomainName.Parse("10.in-addr.arpa.");

    public ZoneVersion(string change, Serial serial, ZoneContents contents)
    {
        (Change, Serial, Contents) = (change, serial, contents);
        Lines = new HashSet<string>(ZoneLines.Of(contents), StringComparer.Ordinal);
    }

    public string Change { get; }

    public Serial Serial { get; }

    public ZoneContents Contents { get; }

    /// <summary>A record a line.</summary>
    public HashSet<string> Lines { get; }

    /// <summary>The next version comes before anybody has asked for this one.</summary>
    public bool IsPassedOver { get; init; }

    /// <summary>
    /// In canonical order, with the NS before the SOA: where the SOA comes first, NSD 4.6 makes changes of signed zones that add
    /// what is there, and then we ask for the whole zone.
    /// </summary>
    public void Write(string file) => File.WriteAllLines(file, Lines);

    public override string ToString() => $"{Change} ({Serial})";

    public void Dispose() => Contents.Dispose();
}
