using FsCheck;
using FsCheck.Fluent;

namespace ReverseDns.Protocol.Tests;

/// <summary>Names of all sorts: few labels so that two are often related, odd octets, and the longest there are.</summary>
internal static class NameGenerator
{
    private static Gen<byte[]> Label => Gen.OneOf(
        Gen.Elements("a", "A", "b", "ab", "aB", "*", "-1", "0", "\x00c8", "\x00e8").Select(Encoding.Latin1.GetBytes),
        Gen.Choose(0, 255).Select(value => (byte)value).NonEmptyListOf()
            .Select(octets => octets.Take(WireName.MaxLabelLength).ToArray()));

    public static Gen<DomainName> Names =>
        from labels in Gen.OneOf(
            Label.ListOf(),
            Label.ListOf(150),
            Gen.Constant(Enumerable.Repeat<byte>((byte)'x', 63).ToArray()).ListOf(4))
        select FromLabels(labels);

    public static Gen<(DomainName Left, DomainName Right)> Pairs =>
        from left in Names
        from right in Gen.OneOf(
            Names, Gen.Constant(left), Gen.Constant(left.ToLower()), Gen.Constant(left.Parent), Names.Select(name => Join(left, name)))
        select (left, right);

    public static Gen<byte[]> Octets => Gen.OneOf(
        Names.Select(name => name.Wire.ToArray()),
        from name in Names
        from cut in Gen.Choose(0, name.Wire.Length)
        select name.Wire[..cut].ToArray(),
        from octets in Gen.Choose(0, 255).Select(value => (byte)value).ListOf()
        select octets.ToArray());

    private static DomainName Join(DomainName ancestor, DomainName name) =>
        name.TryAppend(ancestor, out DomainName joined) ? joined : ancestor;

    private static DomainName FromLabels(IEnumerable<byte[]> labels)
    {
        var wire = new List<byte>();
        foreach (byte[] label in labels.Where(label => wire.Count + label.Length + 2 <= WireName.MaxLength))
        {
            wire.Add((byte)label.Length);
            wire.AddRange(label);
        }

        return DomainName.FromWire([.. wire, 0]);
    }
}
