namespace ReverseDns.Zones.Compiled;

[Flags]
internal enum GlueFlags : byte
{
    None = 0,

    /// <summary>At or below the cut: a referral is truncated without its addresses (RFC 9471).</summary>
    Required = 1,

    /// <summary>The end of the list.</summary>
    Last = 2,
}
