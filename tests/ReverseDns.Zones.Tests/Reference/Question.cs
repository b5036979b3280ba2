using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>A question and the way it is asked.</summary>
/// <param name="MaxSize">Octets the response may have; with EDNS, 11 of them belong to the OPT record.</param>
public sealed record Question(DomainName Name, RecordType Type, bool Edns, bool DnssecOk, int MaxSize)
{
    private const int OptLength = 11;

    public int Limit => MaxSize - (Edns ? OptLength : 0);

    public override string ToString() =>
        $"{Name} {RecordTypes.ToPresentation(Type)}{(Edns ? " +edns" : "")}{(DnssecOk ? " +dnssec" : "")} +bufsize={MaxSize}";
}
