using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Finds the addresses of name servers that lie inside the zone and puts them beside the referral that needs them:
/// first those of hosts at or below the cut, which a referral must have (RFC 9471), then all others.
/// </summary>
internal sealed unsafe class GlueCompiler(ZoneContents contents)
{
    private readonly List<(uint Node, int NameServers)> _wanted = [];

    /// <summary>Notes the NS RRset of a node when one of its hosts lies in the zone.</summary>
    /// <param name="nameServers">Position of the RRset in the contents.</param>
    public void Add(uint node, int nameServers)
    {
        RRsetView rrset = View(nameServers);
        for (int i = 0; i < rrset.Count; i++)
        {
            if (WireName.IsAtOrBelow(rrset.Rdata(i), contents.Origin.Wire))
            {
                _wanted.Add((node, nameServers));
                return;
            }
        }
    }

    public void Append(NativeBuffer image, ref ImageHeader header)
    {
        foreach ((uint position, int nameServers) in _wanted)
        {
            var node = (NodeHeader*)(image.Start + ((long)position * ImageHeader.Unit));
            bool isApex = node->Labels == 0;
            if (!isApex && !node->Flags.Has(NodeFlags.Cut))
            {
                continue;
            }

            uint glue = AppendList(image, position, View(nameServers), isApex);
            if (isApex)
            {
                header.ApexGlue = glue;
            }
            else
            {
                // The image may have moved.
                ((NodeHeader*)(image.Start + ((long)position * ImageHeader.Unit)))->LastOrGlue = glue;
            }
        }
    }

    private RRsetView View(int first) => new(contents, first, contents.EndOfRRset(first));

    private uint AppendList(NativeBuffer image, uint node, in RRsetView nameServers, bool isApex)
    {
        int[] offsets = HostOffsets(image.Start + ((long)node * ImageHeader.Unit), nameServers.Count);
        image.Align(ImageHeader.Unit);
        uint start = (uint)(image.Length / ImageHeader.Unit);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < nameServers.Count; i++)
            {
                ReadOnlySpan<byte> host = nameServers.Rdata(i);
                bool isRequired = !isApex && WireName.IsAtOrBelow(host, nameServers.Owner);
                if (isRequired == (pass == 0) && WireName.IsAtOrBelow(host, contents.Origin.Wire))
                {
                    AppendHost(image, nameServers, host, RecordType.A, offsets[i], isRequired);
                    AppendHost(image, nameServers, host, RecordType.AAAA, offsets[i], isRequired);
                }
            }
        }

        new Span<byte>(image.Append(sizeof(GlueEntry)), sizeof(GlueEntry)).Clear();
        return start;
    }

    private void AppendHost(
        NativeBuffer image, in RRsetView nameServers, ReadOnlySpan<byte> host, RecordType type, int hostOffset, bool isRequired)
    {
        if (!contents.TryFindNear(nameServers, host, type, out RRsetView addresses))
        {
            return;
        }

        long at = image.Length;
        image.Append(sizeof(GlueEntry));
        long start = image.Length;
        for (int i = 0; i < addresses.Count; i++)
        {
            ReadOnlySpan<byte> rdata = addresses.Rdata(i);
            RRsetEncoder.AppendHeader(image, type, addresses.Ttl, rdata.Length);
            image.Append(rdata);
        }

        var entry = new GlueEntry
        {
            Count = (ushort)addresses.Count,
            IsRequired = (ushort)(isRequired ? 1 : 0),
            HostOffset = hostOffset,
            RecordsLength = (int)(image.Length - start),
        };
        if (contents.TryFindNear(addresses, host, RecordType.RRSIG, out RRsetView signatures))
        {
            RRsetEntry signed = default;
            RRsetEncoder.AppendSignatures(image, signatures, type, ttl: null, ref signed);
            entry.SignatureCount = signed.SignatureCount;
            entry.SignaturesLength = (ushort)signed.SignaturesLength;
        }

        image.Align(ImageHeader.Unit);
        *(GlueEntry*)(image.Start + at) = entry;
    }

    /// <summary>Where in the records of a node's NS block each host's name stands.</summary>
    private static int[] HostOffsets(byte* start, int count)
    {
        var node = (NodeHeader*)start;
        int[] offsets = new int[count];
        byte* records = NodeHeader.FindRecords(node, RecordType.NS);
        int position = 0;
        for (int i = 0; i < count; i++)
        {
            offsets[i] = position + RRsetEncoder.RecordHeaderLength;
            position = offsets[i]
                + BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(records + offsets[i] - sizeof(ushort), sizeof(ushort)));
        }

        return offsets;
    }
}
