using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;
using ReverseDns.Zones.Images;

namespace ReverseDns.Zones;

/// <summary>A compiled zone in an image file; to be used while its <see cref="ImageSet"/> is.</summary>
public sealed class ZoneImage
{
    private readonly ImageFile _file;
    private readonly ImageFileEntry _entry;
    private readonly long _source;

    internal ZoneImage(ImageFile file, DomainName origin, in ImageFileEntry entry, long source)
    {
        _file = file;
        Origin = origin;
        _entry = entry;
        _source = source;
    }

    public DomainName Origin { get; }

    /// <summary>What was said of the zone's source when it was stored: whoever opens it decides whether that still holds.</summary>
    public ReadOnlySpan<byte> Source => _file.Bytes(_source, (int)_entry.SourceLength);

    /// <summary>False: another version of this program compiled it, and may have checked it differently.</summary>
    public bool IsOfThisBuild => _file.IsOfThisBuild;

    /// <summary>The file it lies in.</summary>
    public string File => _file.Path;

    /// <summary>Checks the image and makes it a zone, which outlives the set.</summary>
    public ImageOutcome TryOpen([NotNullWhen(true)] out CompiledZone? zone) => _file.TryOpen(Origin, _entry, out zone);
}
