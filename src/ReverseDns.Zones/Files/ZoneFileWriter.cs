using System.Globalization;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Writes a zone as a master file: SOA first, then canonical order, owners relative to the origin and written once,
/// every TTL in its record. The same records give the same octets.
/// </summary>
public static class ZoneFileWriter
{
    private const int BufferSize = 1 << 16;
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Replaces the file: written beside it, put on disk, then renamed, so that a reader, or whoever comes after a crash,
    /// finds either the old file or the new one whole.
    /// </summary>
    public static void Write(ZoneContents contents, string path) => AtomicFile.Write(path, ForAll, stream => Write(contents, stream));

    /// <summary>Writes to a stream, which stays open.</summary>
    public static void Write(ZoneContents contents, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(contents);
        using var writer = new StreamWriter(stream, Encoding.ASCII, BufferSize, leaveOpen: true);
        writer.NewLine = "\n";
        writer.WriteLine($"$ORIGIN {contents.Origin}");
        bool hasSoa = contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa);
        if (hasSoa)
        {
            Write(writer, soa, "@");
        }

        bool ownerWritten = hasSoa;
        foreach (RRsetView rrset in contents)
        {
            bool isApex = rrset.Owner.Length == contents.Origin.Wire.Length;
            ownerWritten = isApex ? ownerWritten : !rrset.IsFirstOfOwner;
            if (!isApex || rrset.Type != RecordType.SOA)
            {
                Write(writer, rrset, ownerWritten ? string.Empty : OwnerOf(rrset, contents.Origin.Wire));
                ownerWritten = true;
            }
        }
    }

    private static void Write(StreamWriter writer, in RRsetView rrset, string owner)
    {
        string type = RecordTypes.ToPresentation(rrset.Type);
        for (int i = 0; i < rrset.Count; i++)
        {
            // Each RRSIG keeps the TTL of what it covers; the records of any other RRset have one.
            uint ttl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : rrset.Ttl;
            writer.Write(i == 0 ? owner : string.Empty);
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"\t{ttl}\tIN\t{type}\t"));
            writer.WriteLine(Rdata.ToPresentation(rrset.Type, rrset.Rdata(i)));
        }
    }

    private static string OwnerOf(in RRsetView rrset, ReadOnlySpan<byte> origin)
    {
        ReadOnlySpan<byte> owner = rrset.Owner;
        int relative = owner.Length - origin.Length;
        if (relative == 0)
        {
            return "@";
        }

        // The labels before the origin, closed as a name of their own.
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        owner[..relative].CopyTo(name);
        name[relative] = 0;
        return WireName.ToString(name[..(relative + 1)])[..^1];
    }
}
