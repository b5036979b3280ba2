using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// What a zone answers beyond the records it holds. Answers are those of a zone that holds all the records its rules make,
/// except at names that have records of their own. Immutable.
/// </summary>
public sealed unsafe class ZoneSynthesis
{
    private readonly SynthesisRule[] _rules;
    private readonly SynthesisRange[] _ranges;

    /// <param name="rules">Of one zone; no two of them overlap.</param>
    /// <param name="signer">
    /// Signs what is made, and denials around it, in a zone that is signed with NSEC; null: SERVFAIL is all that a client which
    /// wants signatures gets of these.
    /// </param>
    public ZoneSynthesis(IEnumerable<SynthesisRule> rules, IOnlineSigner? signer = null)
    {
        _rules = [.. rules];
        _ranges = [.. _rules.Select(SynthesisRange.Of)];
        Signer = signer;
    }

    internal IOnlineSigner? Signer { get; }

    /// <summary>True when names that rules make lie between two of the zone's, the second of which may be the apex.</summary>
    internal bool IsBetween(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> next, ReadOnlySpan<byte> apex)
    {
        foreach (SynthesisRange range in _ranges)
        {
            if (range.IsBetween(owner, next, apex))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the suffix of a name is that starts at a label; the rule and the address if one makes it.</summary>
    internal SynthesizedName Find(QueryName* name, int label, out SynthesisRule? maker, out UInt128 address)
    {
        SynthesizedName found = SynthesizedName.None;
        foreach (SynthesisRule rule in _rules)
        {
            SynthesizedName here = rule.Find(name, label, out address);
            if (here == SynthesizedName.Record)
            {
                maker = rule;
                return here;
            }

            found = here > found ? here : found;
        }

        maker = null;
        address = 0;
        return found;
    }
}
