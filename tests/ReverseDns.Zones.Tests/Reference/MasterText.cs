using System.Globalization;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// Reads the plain core of master files, for text that stands in tests: owner, TTL, class and type on each line, $ORIGIN
/// and $TTL. Whatever else a file may hold is the business of the server's own reader.
/// </summary>
public static class MasterText
{
    private const uint DefaultTtl = 3600;

    public static IReadOnlyList<ResourceRecord> Read(string text, DomainName origin)
    {
        var records = new List<ResourceRecord>();
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        DomainName owner = origin;
        uint defaultTtl = DefaultTtl;
        while (reader.TryStartEntry(out bool inheritsOwner))
        {
            string first = inheritsOwner ? "" : ReadWord(ref reader);
            switch (first)
            {
                case "$ORIGIN":
                    origin = ReadName(ReadWord(ref reader), origin);
                    break;
                case "$TTL":
                    defaultTtl = uint.Parse(ReadWord(ref reader), CultureInfo.InvariantCulture);
                    break;
                default:
                    owner = inheritsOwner ? owner : ReadName(first, origin);
                    records.Add(ReadRecord(ref reader, owner, origin, defaultTtl));
                    break;
            }

            reader.SkipEntry();
        }

        return records;
    }

    private static ResourceRecord ReadRecord(ref PresentationReader reader, DomainName owner, DomainName origin, uint ttl)
    {
        string word = ReadWord(ref reader);
        if (char.IsAsciiDigit(word[0]))
        {
            ttl = uint.Parse(word, CultureInfo.InvariantCulture);
            word = ReadWord(ref reader);
        }

        word = word is "IN" ? ReadWord(ref reader) : word;
        byte[] rdata = new byte[ushort.MaxValue];
        if (!RecordTypes.TryParse(Encoding.ASCII.GetBytes(word), out RecordType type)
            || !Rdata.TryRead(type, ref reader, origin.Wire, rdata, out int length))
        {
            throw new FormatException($"{owner} {word}: line {reader.FaultLine}, column {reader.FaultColumn}: {reader.Fault}");
        }

        return new ResourceRecord(owner, type, RecordClass.IN, ttl, rdata.AsMemory(0, length));
    }

    private static string ReadWord(ref PresentationReader reader) =>
        reader.TryReadToken(out PresentationToken token)
            ? Encoding.ASCII.GetString(token.Text)
            : throw new FormatException($"line {reader.Line}: something is missing");

    private static DomainName ReadName(string text, DomainName origin) =>
        DomainName.TryParse(text, origin, out DomainName name, out NameSyntax syntax)
            ? name
            : throw new FormatException($"'{text}' is no name: {syntax}");
}
