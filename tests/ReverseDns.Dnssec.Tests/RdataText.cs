namespace ReverseDns.Dnssec.Tests;

/// <summary>RDATA out of the text of a master file.</summary>
internal static class RdataText
{
    public static byte[] Read(RecordType type, string text)
    {
        byte[] octets = new byte[Rdata.MaxLength];
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        return Rdata.TryRead(type, ref reader, DomainName.Root.Wire, octets, out int length)
            ? octets[..length]
            : throw new FormatException(text);
    }
}
