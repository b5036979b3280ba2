using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// Reads what a catalog zone lists, version 2 of the schema (RFC 9432). A catalog that is broken in any way is refused as a
/// whole; what it has beyond the schema, custom properties too, is passed over.
/// </summary>
public sealed class CatalogReader : IRecordSink
{
    private const string SchemaVersion = "2";

    private readonly DomainName _catalog;
    private readonly Dictionary<string, DomainName> _zones = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DomainName> _newOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groups = new(StringComparer.Ordinal);
    private readonly List<string> _versions = [];
    private readonly string[] _labels = new string[3];
    private string? _whyNot;

    private CatalogReader(DomainName catalog) => _catalog = catalog;

    bool IRecordSink.IsFull => _whyNot is not null;

    /// <summary>By their names; null, with the reason, for what is no catalog. For whoever has the zone in use.</summary>
    public static IReadOnlyList<CatalogMember>? Read(CompiledZone zone, out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var reader = new CatalogReader(zone.Origin);
        zone.CopyTo(reader);
        CatalogMember[] members = reader.Finish();
        whyNot = reader._whyNot;
        return whyNot is null ? members : null;
    }

    void IRecordSink.Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file, int line)
    {
        int labels = type is RecordType.PTR or RecordType.TXT ? ReadLabels(owner) : 0;
        switch (type, labels)
        {
            case (RecordType.TXT, 1) when _labels[0] is "version":
                _versions.Add(ReadText(rdata));
                break;
            case (RecordType.PTR, 2) when _labels[1] is "zones":
                AddZone(_labels[0], DomainName.FromWire(rdata));
                break;
            case (RecordType.PTR, 3) when _labels is ["coo", _, "zones"]:
                if (!_newOwners.TryAdd(_labels[1], DomainName.FromWire(rdata)))
                {
                    _whyNot ??= $"member {_labels[1]} has two new owners";
                }

                break;
            case (RecordType.TXT, 3) when _labels is ["group", _, "zones"]:
                if (!_groups.TryGetValue(_labels[1], out List<string>? groups))
                {
                    _groups[_labels[1]] = groups = [];
                }

                groups.Add(ReadText(rdata));
                break;
        }
    }

    private void AddZone(string id, DomainName zone)
    {
        if (zone == _catalog)
        {
            _whyNot ??= $"it lists itself, as {id}";
        }
        else if (!_zones.TryAdd(id, zone))
        {
            _whyNot ??= $"{id} stands for two zones";
        }
    }

    private CatalogMember[] Finish()
    {
        if (_versions is not [SchemaVersion])
        {
            _whyNot ??= _versions.Count == 0 ? "it says no version" : $"its version is {string.Join(", ", _versions)}, not {SchemaVersion}";
        }

        var members = new CatalogMember[_zones.Count];
        var listed = new HashSet<DomainName>();
        int count = 0;
        foreach ((string id, DomainName zone) in _zones)
        {
            if (!listed.Add(zone))
            {
                _whyNot ??= $"it lists {zone} twice";
            }

            string[] groups = [.. (_groups.GetValueOrDefault(id) ?? []).Order(StringComparer.Ordinal)];
            members[count++] = new CatalogMember(zone, id, groups, _newOwners.TryGetValue(id, out DomainName to) ? to : null);
        }

        Array.Sort(members, (left, right) => left.Zone.CompareTo(right.Zone));
        return members;
    }

    /// <summary>The labels below the catalog's name, in lower case; 0 when there are none, or too many to mean anything.</summary>
    private int ReadLabels(ReadOnlySpan<byte> owner)
    {
        ReadOnlySpan<byte> relative = owner[..^_catalog.Wire.Length];
        int count = 0;
        while (!relative.IsEmpty)
        {
            if (count == _labels.Length)
            {
                return 0;
            }

            _labels[count++] = Encoding.Latin1.GetString(relative.Slice(1, relative[0])).ToLowerInvariant();
            relative = relative[(relative[0] + 1)..];
        }

        return count;
    }

    /// <summary>One string; anything else is a text that nobody means.</summary>
    private static string ReadText(ReadOnlySpan<byte> rdata) =>
        rdata.Length > 0 && rdata.Length == rdata[0] + 1 ? Encoding.Latin1.GetString(rdata[1..]) : "(not one text)";
}
