using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ReverseDns.App.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>What a zone was read from and what was said of it: the part of a <see cref="LoadedZone"/> that its image does not have.</summary>
/// <param name="Files">At least one.</param>
internal sealed record ZoneSource(
    IReadOnlyList<FileStamp> Files, IReadOnlyList<ZoneDiagnostic> Diagnostics, DateTimeOffset LoadedAt)
{
    /// <summary>Of a signed version: what it is of.</summary>
    public UnsignedVersion? SignedOf { get; init; }

    /// <summary>With the stamps of files renewed that had just been written when they were read.</summary>
    public static ZoneSource Of(LoadedZone zone, DateTimeOffset now) => new(
        [.. zone.Files.Select(file => file.IsRecent ? file.Renew(now) ?? file : file)], zone.Diagnostics, zone.LoadedAt)
    {
        SignedOf = zone.SignedOf,
    };

    /// <summary>Names a version of a zone by the files it was read from: by where they lie and what stands in them.</summary>
    public static UInt128 VersionOf(IReadOnlyList<FileStamp> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FileStamp file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.File));
            hash.AppendData([0]);
            hash.AppendData(file.Digest.Span);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }

    /// <summary>Null for octets that nothing here has written.</summary>
    public static ZoneSource? TryRead(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        try
        {
            var loadedAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            var files = new List<FileStamp>();
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                files.Add(new FileStamp(
                    reader.ReadString(),
                    new DateTime(reader.ReadInt64(), DateTimeKind.Utc),
                    reader.ReadInt64(),
                    reader.ReadBytes(reader.ReadByte()),
                    reader.ReadBoolean()));
            }

            var diagnostics = new List<ZoneDiagnostic>();
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                diagnostics.Add(new ZoneDiagnostic(
                    (ZoneSeverity)reader.ReadByte(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadString()));
            }

            UnsignedVersion? signedOf = reader.ReadBoolean()
                ? new UnsignedVersion(new UInt128(reader.ReadUInt64(), reader.ReadUInt64()), new Serial(reader.ReadUInt32()))
                : null;
            return files.Count > 0 ? new ZoneSource(files, diagnostics, loadedAt) { SignedOf = signedOf } : null;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    public byte[] Write()
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(LoadedAt.UtcTicks);
        writer.Write(Files.Count);
        foreach (FileStamp file in Files)
        {
            writer.Write(file.File);
            writer.Write(file.Written.Ticks);
            writer.Write(file.Size);
            writer.Write((byte)file.Digest.Length);
            writer.Write(file.Digest.Span);
            writer.Write(file.IsRecent);
        }

        writer.Write(Diagnostics.Count);
        foreach (ZoneDiagnostic diagnostic in Diagnostics)
        {
            writer.Write((byte)diagnostic.Severity);
            writer.Write(diagnostic.File);
            writer.Write(diagnostic.Line);
            writer.Write(diagnostic.Column);
            writer.Write(diagnostic.Message);
        }

        writer.Write(SignedOf is not null);
        if (SignedOf is { } unsigned)
        {
            writer.Write((ulong)(unsigned.Version >> 64));
            writer.Write((ulong)unsigned.Version);
            writer.Write(unsigned.Serial.Value);
        }

        return stream.ToArray();
    }
}
