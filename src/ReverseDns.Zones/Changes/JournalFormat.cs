using System.Buffers.Binary;
using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// The octets of a journal, big-endian. Header: magic, format version, serial and version that it starts from, length of
/// the origin, origin, check-sum. Entry: its whole length, serials from and to, version that it leads to, length of the source, source, diff
/// (<see cref="DiffOctets"/>), check-sum. Each check-sum covers the one before it too, so that no entry can stand in
/// another place.
/// </summary>
internal static class JournalFormat
{
    public const int ChecksumLength = 16;
    public const uint CurrentVersion = 1;

    /// <summary>Magic, format version, serial, version, length of the origin.</summary>
    public const int HeaderStart = 8 + sizeof(uint) + sizeof(uint) + 16 + sizeof(byte);

    /// <summary>Length, serials, version, length of the source.</summary>
    public const int EntryStart = (4 * sizeof(uint)) + 16;

    private const int SourceLength = EntryStart - sizeof(int);

    public const int MaxHeader = HeaderStart + WireName.MaxLength + ChecksumLength;

    public static ReadOnlySpan<byte> Magic => "rdnsjrnl"u8;

    public static byte[] Header(DomainName origin, Serial serial, UInt128 version)
    {
        byte[] header = new byte[HeaderStart + origin.Wire.Length + ChecksumLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), CurrentVersion);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), serial.Value);
        BinaryPrimitives.WriteUInt128BigEndian(header.AsSpan(16), version);
        header[HeaderStart - 1] = (byte)origin.Wire.Length;
        origin.Wire.CopyTo(header.AsSpan(HeaderStart));
        Checksum([], header.AsSpan(0, header.Length - ChecksumLength), header.AsSpan(header.Length - ChecksumLength));
        return header;
    }

    /// <summary>Says what is wrong with the start of a file as the header of a zone's journal; null when nothing is.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> file, DomainName origin, out int length)
    {
        length = HeaderStart + origin.Wire.Length + ChecksumLength;
        if (file.Length < HeaderStart || !file.StartsWith(Magic))
        {
            return "is no journal";
        }

        uint version = BinaryPrimitives.ReadUInt32BigEndian(file[8..]);
        if (version != CurrentVersion)
        {
            return $"has format version {version}, not {CurrentVersion}";
        }

        if (file.Length < length || file[HeaderStart - 1] != origin.Wire.Length)
        {
            return $"has a damaged header, or is not that of {origin}";
        }

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Checksum([], file[..(length - ChecksumLength)], checksum);
        return !checksum.SequenceEqual(file.Slice(length - ChecksumLength, ChecksumLength)) ? "has a damaged header"
            : !WireName.Equal(file.Slice(HeaderStart, origin.Wire.Length), origin.Wire) ? $"is not that of {origin}"
            : null;
    }

    /// <summary>Appends an entry whose check-sum follows a given one.</summary>
    public static unsafe void AppendEntry(
        NativeBuffer buffer, ZoneDiff diff, UInt128 version, ReadOnlySpan<byte> source, ReadOnlySpan<byte> previous)
    {
        buffer.Append(EntryStart);
        buffer.Append(source);
        DiffOctets.Append(buffer, diff);
        buffer.Append(ChecksumLength);
        var entry = new Span<byte>(buffer.Start, (int)buffer.Length);
        BinaryPrimitives.WriteInt32BigEndian(entry, entry.Length);
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], diff.From.Value);
        BinaryPrimitives.WriteUInt32BigEndian(entry[8..], diff.To.Value);
        BinaryPrimitives.WriteUInt128BigEndian(entry[12..], version);
        BinaryPrimitives.WriteInt32BigEndian(entry[SourceLength..], source.Length);
        Checksum(previous, entry[..^ChecksumLength], entry[^ChecksumLength..]);
    }

    /// <summary>True when the octets are one whole entry and follow the check-sum before.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> previous)
    {
        if (entry.Length < EntryStart + ChecksumLength
            || BinaryPrimitives.ReadUInt32BigEndian(entry[SourceLength..]) > entry.Length - EntryStart - ChecksumLength)
        {
            return false;
        }

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Checksum(previous, entry[..^ChecksumLength], checksum);
        return checksum.SequenceEqual(entry[^ChecksumLength..]);
    }

    public static UInt128 Version(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt128BigEndian(entry[12..]);

    public static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> entry) =>
        entry.Slice(EntryStart, BinaryPrimitives.ReadInt32BigEndian(entry[SourceLength..]));

    public static ReadOnlySpan<byte> Diff(ReadOnlySpan<byte> entry) =>
        entry[(EntryStart + Source(entry).Length)..^ChecksumLength];

    /// <summary>Not against forgers: whoever may write the journal may write the zone.</summary>
    private static void Checksum(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> octets, Span<byte> destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(octets);
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        whole[..ChecksumLength].CopyTo(destination);
    }
}
