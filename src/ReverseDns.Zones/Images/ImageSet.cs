using ReverseDns.Protocol;
using ReverseDns.Zones.Images;

namespace ReverseDns.Zones;

/// <summary>The images that lay in a folder when it was read.</summary>
public sealed class ImageSet : IDisposable
{
    private readonly List<ImageFile> _files = [];
    private readonly List<RefusedImages> _refused = [];
    private readonly Dictionary<DomainName, ZoneImage> _images = [];

    internal ImageSet(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            ImageOutcome outcome = ImageFile.TryOpen(path, out ImageFile? file);
            if (file is null)
            {
                _refused.Add(new RefusedImages(path, outcome));
                continue;
            }

            _files.Add(file);
            foreach (ZoneImage image in file.Images)
            {
                _images[image.Origin] = image;
            }
        }
    }

    /// <summary>Files that cannot be used, and why: none of their zones is here.</summary>
    public IReadOnlyList<RefusedImages> Refused => _refused;

    public ZoneImage? Find(DomainName origin) => _images.GetValueOrDefault(origin);

    internal int CountIn(string path) =>
        _files.Find(file => string.Equals(file.Path, path, StringComparison.Ordinal))?.Images.Count ?? 0;

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
