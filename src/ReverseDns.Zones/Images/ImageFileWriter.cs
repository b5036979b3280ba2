using System.Runtime.InteropServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Images;

/// <summary>Collects zones and writes them as one image file.</summary>
internal sealed unsafe class ImageFileWriter : IDisposable
{
    private const int Piece = 1 << 20;

    private static readonly byte[] Padding = new byte[ImageFileHeader.ImageAlignment];

    private readonly List<CompiledZone> _zones = [];
    private readonly List<CompiledZone> _merged = [];
    private readonly NativeBuffer _directory = new(1 << 16);

    /// <param name="source">What <see cref="ZoneImage.Source"/> gives back.</param>
    public void Add(CompiledZone zone, ReadOnlySpan<byte> source)
    {
        if (zone.Overlay is not null)
        {
            // A file has no place for what has changed since the base image.
            zone = zone.Merge()!;
            _merged.Add(zone);
        }

        ReadOnlySpan<byte> origin = zone.Origin.Wire;
        var entry = new ImageFileEntry
        {
            Length = zone.ImageLength,
            Image = Checksum.Of(zone.Image, zone.ImageLength),
            RecordCount = zone.RecordCount,
            OriginLength = origin.Length,
            SourceLength = source.Length,
        };
        *(ImageFileEntry*)_directory.Append(sizeof(ImageFileEntry)) = entry;
        _directory.Append(origin);
        _directory.Append(source);
        _directory.Align(sizeof(ulong));
        _zones.Add(zone);
    }

    /// <exception cref="IOException">The file could not be written; the old one stays.</exception>
    public void Write(string path, CancellationToken cancellation)
    {
        long end = Place();
        var header = new ImageFileHeader
        {
            Magic = ImageFileHeader.MagicNumber,
            Version = ImageFileHeader.CurrentVersion,
            ZoneCount = (uint)_zones.Count,
            Build = ImageFileHeader.ThisBuild,
            Key = NameHash.Process.Key,
            DirectoryLength = _directory.Length,
            FileLength = end,
            Directory = Checksum.Of(_directory.Start, _directory.Length),
        };
        header.Header = header.Sum();
        AtomicFile.Write(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, stream =>
        {
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ImageFileHeader>(in header)));
            Write(stream, _directory.Start, _directory.Length, cancellation);
            long position = sizeof(ImageFileHeader) + _directory.Length;
            foreach (CompiledZone zone in _zones)
            {
                int padding = (int)(Aligned(position) - position);
                stream.Write(Padding, 0, padding);
                Write(stream, zone.Image, zone.ImageLength, cancellation);
                position += padding + zone.ImageLength;
            }
        });
    }

    public void Dispose()
    {
        _directory.Dispose();
        _merged.ForEach(zone => zone.Dispose());
    }

    /// <summary>Fills in where each image starts; returns where the file ends.</summary>
    private long Place()
    {
        long position = sizeof(ImageFileHeader) + _directory.Length;
        byte* at = _directory.Start;
        for (int i = 0; i < _zones.Count; i++)
        {
            var entry = (ImageFileEntry*)at;
            entry->Start = Aligned(position);
            position = entry->Start + entry->Length;
            at += ImageFileEntry.Size(entry->OriginLength, entry->SourceLength);
        }

        return position;
    }

    private static long Aligned(long position) =>
        (position + ImageFileHeader.ImageAlignment - 1) & -ImageFileHeader.ImageAlignment;

    private static void Write(Stream stream, byte* start, long length, CancellationToken cancellation)
    {
        for (long at = 0; at < length; at += Piece)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(new ReadOnlySpan<byte>(start + at, (int)Math.Min(Piece, length - at)));
        }
    }
}
