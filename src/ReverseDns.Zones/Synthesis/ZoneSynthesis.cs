using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// What a zone answers beyond the records it holds. Answers are those of a zone that holds all the records its rules make,
/// except at names that have records of their own. Immutable.
/// </summary>
public sealed unsafe class ZoneSynthesis
{
    private readonly SynthesisRule[] _rules;

    /// <param name="rules">Of one zone; no two of them overlap.</param>
    public ZoneSynthesis(IEnumerable<SynthesisRule> rules) => _rules = [.. rules];

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
