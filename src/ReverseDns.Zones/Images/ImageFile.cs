using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Images;

/// <summary>
/// An image file whose header and directory have been checked. Whatever stands in it is looked at before it is followed:
/// a position of it never leads outside the mapping.
/// </summary>
internal sealed unsafe class ImageFile : IDisposable
{
    private readonly FileMapping _mapping;

    private ImageFile(string path, FileMapping mapping)
    {
        Path = path;
        _mapping = mapping;
    }

    public string Path { get; }

    /// <summary>Not of another version of this program, which wrote the same format.</summary>
    public bool IsOfThisBuild { get; private set; }

    /// <summary>Of the directory and all images.</summary>
    public List<ZoneImage> Images { get; } = [];

    public static ImageOutcome TryOpen(string path, out ImageFile? file)
    {
        file = null;
        try
        {
            var opened = new ImageFile(path, FileMapping.Open(path));
            ImageOutcome outcome = opened.Read();
            if (outcome == ImageOutcome.Opened)
            {
                file = opened;
            }
            else
            {
                opened.Dispose();
            }

            return outcome;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ImageOutcome.Unreadable;
        }
    }

    public ImageOutcome TryOpen(DomainName origin, in ImageFileEntry entry, [NotNullWhen(true)] out CompiledZone? zone)
    {
        zone = null;
        byte* image = _mapping.Start + entry.Start;
        NativeBlock.Populate(image, (nuint)entry.Length);
        if (Checksum.Of(image, entry.Length) != entry.Image || !(*(ImageHeader*)image).IsWithin(entry.Length))
        {
            return ImageOutcome.Damaged;
        }

        zone = Open(origin, entry);
        return ImageOutcome.Opened;
    }

    /// <summary>Opens an image that this process has just written.</summary>
    public CompiledZone Open(DomainName origin, in ImageFileEntry entry) =>
        new(origin, new MappedImage(_mapping), _mapping.Start + entry.Start, entry.Length, entry.RecordCount);

    public ReadOnlySpan<byte> Bytes(long start, int length) => new(_mapping.Start + start, length);

    public void Dispose() => _mapping.Dispose();

    private ImageOutcome Read()
    {
        if (_mapping.Length < sizeof(ImageFileHeader))
        {
            return ImageOutcome.Damaged;
        }

        ImageFileHeader header = Unsafe.ReadUnaligned<ImageFileHeader>(_mapping.Start);
        if (header.Magic != ImageFileHeader.MagicNumber)
        {
            return ImageOutcome.Damaged;
        }

        if (header.Version != ImageFileHeader.CurrentVersion)
        {
            return ImageOutcome.OtherFormat;
        }

        if (header.Sum() != header.Header || header.FileLength != _mapping.Length
            || header.DirectoryLength < 0 || header.DirectoryLength > _mapping.Length - sizeof(ImageFileHeader)
            || Checksum.Of(_mapping.Start + sizeof(ImageFileHeader), header.DirectoryLength) != header.Directory)
        {
            return ImageOutcome.Damaged;
        }

        IsOfThisBuild = header.Build == ImageFileHeader.ThisBuild;
        return header.Key != NameHash.Process.Key ? ImageOutcome.OtherKey
            : ReadDirectory(header.ZoneCount, header.DirectoryLength) ? ImageOutcome.Opened
            : ImageOutcome.Damaged;
    }

    private bool ReadDirectory(uint count, long length)
    {
        long at = sizeof(ImageFileHeader);
        long end = at + length;
        for (uint i = 0; i < count; i++)
        {
            if (end - at < sizeof(ImageFileEntry))
            {
                return false;
            }

            ImageFileEntry entry = Unsafe.ReadUnaligned<ImageFileEntry>(_mapping.Start + at);
            long size = entry.OriginLength is < 1 or > WireName.MaxLength || entry.SourceLength is < 0 or > int.MaxValue
                ? long.MaxValue
                : ImageFileEntry.Size(entry.OriginLength, entry.SourceLength);
            if (size > end - at
                || entry.Start < end || entry.Start % ImageFileHeader.ImageAlignment != 0
                || entry.Length < sizeof(ImageHeader) || entry.Length > _mapping.Length - entry.Start
                || !DomainName.TryFromWire(Bytes(at + sizeof(ImageFileEntry), entry.OriginLength), out DomainName origin))
            {
                return false;
            }

            Images.Add(new ZoneImage(this, origin, entry, at + sizeof(ImageFileEntry) + entry.OriginLength));
            at += size;
        }

        return true;
    }
}
