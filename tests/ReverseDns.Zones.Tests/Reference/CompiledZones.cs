using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>The zones of a test as the server has them, and the way it is asked.</summary>
public sealed class CompiledZones : IDisposable
{
    private const int HeaderLength = 12;
    private readonly List<CompiledZone> _zones = [];
    private readonly OnlineSignatures? _signatures;
    private readonly byte[] _message = new byte[ushort.MaxValue];

    /// <param name="synthesis">What the zones answer beyond their records; null: nothing.</param>
    public CompiledZones(
        IEnumerable<ReferenceZone> zones, Func<DomainName, ZoneSynthesis?>? synthesis = null, OnlineSignatures? signatures = null)
    {
        _signatures = signatures;
        foreach (ReferenceZone zone in zones)
        {
            using var builder = new ZoneContentsBuilder(zone.Origin);
            foreach (ResourceRecord record in zone.Records)
            {
                builder.Add(record.Owner.Wire, record.Type, record.Ttl, record.Rdata.Span);
            }

            using ZoneContents contents = builder.Build();
            _zones.Add(CompiledZone.Compile(contents));
        }

        Table = ZoneTable.Create(_zones.Select(zone => new ServedZone(zone.Origin, zone)
        {
            Synthesis = synthesis?.Invoke(zone.Origin),
        }));
    }

    public ZoneTable Table { get; }

    public DecodedResponse Ask(Question question)
    {
        _message.AsSpan().Fill(0xEE);
        _message.AsSpan(0, HeaderLength).Clear();
        ReadOnlySpan<byte> name = question.Name.Wire;
        name.CopyTo(_message.AsSpan(HeaderLength));
        int end = HeaderLength + name.Length + 4;
        byte[] typeAndClass = [(byte)((int)question.Type >> 8), (byte)question.Type, 0, (byte)RecordClass.IN];
        typeAndClass.CopyTo(_message, end - 4);
        AnswerSummary summary = Table.Answer(_message, end, question.Type, question.DnssecOk, question.Limit, _signatures);
        _message[2] = (byte)(0x80 | (summary.IsAuthoritative ? 0x04 : 0) | (summary.IsTruncated ? 0x02 : 0));
        _message[3] = (byte)summary.ResponseCode;
        _message[5] = 1;
        return DecodedResponse.Decode(_message.AsSpan(0, summary.Length));
    }

    public void Dispose() => _zones.ForEach(zone => zone.Dispose());
}
