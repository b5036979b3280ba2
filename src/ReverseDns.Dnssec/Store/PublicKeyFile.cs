using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>A .key file: the DNSKEY as a record of the zone, and the timing as comments.</summary>
internal sealed record PublicKeyFile(DomainName Zone, byte[] DnsKey)
{
    /// <param name="fault">What is wrong, in words for an operator.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out PublicKeyFile? file, [NotNullWhen(false)] out string? fault)
    {
        file = null;
        var reader = new PresentationReader(text);
        if (!reader.TryStartEntry(out _) || !reader.TryReadWord("the zone's name", out PresentationToken token))
        {
            fault = "it has no DNSKEY record";
            return false;
        }

        string owner = Encoding.UTF8.GetString(token.Text);
        while (reader.TryReadToken(out token) && RecordType.DNSKEY != TypeOf(token.Text))
        {
            // TTL and class.
        }

        byte[] rdata = new byte[Rdata.MaxLength];
        if (!DomainName.TryParse(owner, out DomainName zone)
            || !Rdata.TryRead(RecordType.DNSKEY, ref reader, DomainName.Root.Wire, rdata, out int length))
        {
            fault = reader.Fault is null ? "it has no DNSKEY record" : $"its DNSKEY record cannot be read: {reader.Fault}";
            return false;
        }

        fault = null;
        file = new PublicKeyFile(zone, rdata[..length]);
        return true;
    }

    public static string ToText(DomainName zone, ReadOnlySpan<byte> dnsKey, KeyTiming timing)
    {
        bool forParent = DnsKeyRdata.IsSecureEntryPoint(dnsKey);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"; This is a {(forParent ? "key" : "zone")}-signing key, keyid {DnsKeyRdata.KeyTag(dnsKey)}, for {zone}\n");
        foreach ((string name, DateTimeOffset time) in TimingFields.List(timing))
        {
            text.Append(CultureInfo.InvariantCulture, $"; {name}: {TimingFields.ToText(time)} ({time.UtcDateTime:ddd MMM d HH:mm:ss yyyy})\n");
        }

        string rdata = Rdata.ToPresentation(RecordType.DNSKEY, dnsKey);
        return text.Append(CultureInfo.InvariantCulture, $"{zone} IN DNSKEY {rdata}\n").ToString();
    }

    private static RecordType TypeOf(ReadOnlySpan<byte> word) =>
        RecordTypes.TryParse(word, out RecordType type) ? type : default;
}
