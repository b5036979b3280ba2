using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Synthesis;

internal static class SynthesisRules
{
    public const uint TimeToLive = 1_234;

    public static SynthesisRule Rule(string zone, AddressPrefix prefix, string template)
    {
        Assert.True(NameTemplate.TryParse(template, out NameTemplate? parsed, out string? whyNot), whyNot);
        Assert.True(
            SynthesisRule.TryCreate(DomainName.Parse(zone), prefix, parsed, TimeToLive, out SynthesisRule? rule, out whyNot), whyNot);
        return rule;
    }

    public static SynthesisRule Rule(string zone, string prefix, string template) =>
        Rule(zone, AddressPrefix.Parse(prefix), template);

    /// <summary>Every record of a rule, by code that shares nothing with it.</summary>
    public static IEnumerable<ResourceRecord> Materialize(string zone, AddressPrefix prefix, string template)
    {
        foreach (AddressPrefix address in prefix.Split(prefix.Width))
        {
            var forward = DomainName.Parse(template.Replace("{address}", Label(address), StringComparison.Ordinal));
            DomainName reverse = ReverseName.FromPrefix(address);
            bool isReverse = zone.EndsWith(".arpa.", StringComparison.Ordinal);
            RecordType type = isReverse ? RecordType.PTR : prefix.IsIPv6 ? RecordType.AAAA : RecordType.A;
            byte[] octets = Octets(address);
            yield return isReverse
                ? new ResourceRecord(reverse, type, RecordClass.IN, TimeToLive, forward.Wire.ToArray())
                : new ResourceRecord(forward, type, RecordClass.IN, TimeToLive, octets);
        }
    }

    private static string Label(AddressPrefix address)
    {
        byte[] octets = Octets(address);
        return octets.Length == 4
            ? string.Join('-', octets)
            : string.Join('-', octets.Chunk(2).Select(Convert.ToHexStringLower));
    }

    private static byte[] Octets(AddressPrefix address) =>
        [.. Enumerable.Range(1, address.Width / 8).Select(octet => (byte)(address.First >> (address.Width - (8 * octet))))];
}
