using System.Runtime.InteropServices;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones.Images;

/// <summary>
/// Writes a large zone and what has changed since its image as one new image file. The image is made in the file itself,
/// so that the process never holds it and the old one together.
/// </summary>
internal static unsafe class MergedImageFile
{
    private const long Piece = 4 << 20;

    /// <param name="zone">In use by the caller.</param>
    /// <exception cref="IOException">The file could not be written; the old one stays.</exception>
    public static CompiledZone Write(string path, CompiledZone zone, ReadOnlyMemory<byte> source, CancellationToken cancellation)
    {
        ImageFileEntry entry = default;
        AtomicFile.Write(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, stream =>
        {
            long directory = ImageFileEntry.Size(zone.Origin.Wire.Length, source.Length);
            long start = (sizeof(ImageFileHeader) + directory + FileMemory.Alignment - 1) & -FileMemory.Alignment;
            using (var image = new NativeBuffer(new FileMemory(stream.SafeFileHandle, start), zone.Size))
            {
                ZoneMerge.Run(zone, image, ZoneMerge.PartRecords, cancellation);
                entry = new ImageFileEntry
                {
                    Start = start,
                    Length = image.Length,
                    Image = SumOf(image),
                    RecordCount = zone.RecordCount,
                    OriginLength = zone.Origin.Wire.Length,
                    SourceLength = source.Length,
                };
            }

            WriteDirectory(stream, entry, zone, source.Span);
        });
        if (ImageFile.TryOpen(path, out ImageFile? file) != ImageOutcome.Opened)
        {
            throw new IOException($"{path} cannot be opened again");
        }

        using (file)
        {
            return file!.Open(zone.Origin, entry);
        }
    }

    private static Checksum SumOf(NativeBuffer image)
    {
        var sum = Checksum.Begin(image.Length);
        for (long at = 0; at < image.Length; at += Piece)
        {
            long length = Math.Min(Piece, image.Length - at);
            sum = sum.Append(image.Start + at, length);
            FileMemory.Release(image.Start + at, (nuint)length);
        }

        return sum;
    }

    private static void WriteDirectory(FileStream stream, in ImageFileEntry entry, CompiledZone zone, ReadOnlySpan<byte> source)
    {
        using var directory = new NativeBuffer(1 << 12);
        directory.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<ImageFileEntry>(in entry)));
        directory.Append(zone.Origin.Wire);
        directory.Append(source);
        directory.Align(sizeof(ulong));
        var header = new ImageFileHeader
        {
            Magic = ImageFileHeader.MagicNumber,
            Version = ImageFileHeader.CurrentVersion,
            ZoneCount = 1,
            Build = ImageFileHeader.ThisBuild,
            Key = NameHash.Process.Key,
            DirectoryLength = directory.Length,
            FileLength = entry.Start + entry.Length,
            Directory = Checksum.Of(directory.Start, directory.Length),
        };
        header.Header = header.Sum();
        stream.Position = 0;
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ImageFileHeader>(in header)));
        stream.Write(new ReadOnlySpan<byte>(directory.Start, (int)directory.Length));
    }
}
