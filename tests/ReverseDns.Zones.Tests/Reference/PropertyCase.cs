using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Zones and one question that the compiled zones answer otherwise than the reference does.</summary>
public sealed class PropertyCase(IReadOnlyList<ZoneDraft> zones, Question question)
{
    /// <summary>What is wrong with the compiled answer; nothing when it is right.</summary>
    public IReadOnlyList<string> Faults()
    {
        ReferenceZone[] reference = [.. zones.Select(zone => zone.ToZone())];
        using var compiled = new CompiledZones(reference);
        return Faults(new ReferenceServer(reference), compiled, question);
    }

    public static IReadOnlyList<string> Faults(ReferenceServer reference, CompiledZones compiled, Question question)
    {
        ReferenceResponse expected = reference.Answer(question.Name, question.Type, question.DnssecOk);
        try
        {
            DecodedResponse actual = compiled.Ask(question);
            return ResponseComparison.Faults(
                expected, actual, question.Limit, rrset => reference.Zones.Any(zone => Has(zone, rrset)));
        }
        catch (FormatException malformed)
        {
            return [malformed.Message];
        }
    }

    /// <summary>Takes out zones and records one by one, for as long as the answer stays wrong.</summary>
    public PropertyCase Shrink()
    {
        PropertyCase smallest = this;
        bool smaller = true;
        while (smaller)
        {
            PropertyCase? next = smallest.OneLess().FirstOrDefault(less => less.Faults().Count > 0);
            smaller = next is not null;
            smallest = next ?? smallest;
        }

        return smallest;
    }

    public string Describe()
    {
        ReferenceZone[] reference = [.. zones.Select(zone => zone.ToZone())];
        using var compiled = new CompiledZones(reference);
        ReferenceResponse expected = new ReferenceServer(reference).Answer(question.Name, question.Type, question.DnssecOk);
        var text = new StringBuilder();
        text.AppendJoin('\n', zones).Append("\n;; question ").Append(question)
            .Append("\n;; wrong:\n").AppendJoin('\n', Faults())
            .Append("\n;; expected:\n").AppendJoin('\n', ScenarioQuestion.Describe(expected))
            .Append(expected.AnyOf.Count > 0 ? "\n(or any other RRset of the node)" : "")
            .Append("\n;; actual:\n");
        try
        {
            text.Append(compiled.Ask(question));
        }
        catch (FormatException malformed)
        {
            text.Append(malformed.Message);
        }

        return text.ToString();
    }

    private IEnumerable<PropertyCase> OneLess()
    {
        for (int i = 0; i < zones.Count && zones.Count > 1; i++)
        {
            yield return new PropertyCase([.. zones.Where((_, index) => index != i)], question);
        }

        foreach (ZoneDraft zone in zones)
        {
            foreach (ResourceRecord record in zone.Records.Where(record => record.Type != RecordType.SOA))
            {
                ZoneDraft less = zone with { Records = [.. zone.Records.Where(other => other != record)] };
                yield return new PropertyCase([.. zones.Select(other => other == zone ? less : other)], question);
            }

            if (zone.Signing != Signing.None)
            {
                ZoneDraft less = zone with { Signing = Signing.None };
                yield return new PropertyCase([.. zones.Select(other => other == zone ? less : other)], question);
            }
        }
    }

    private static bool Has(ReferenceZone zone, RRset rrset) =>
        zone.At(rrset.Owner).Any(other => other.Lines().ToHashSet(StringComparer.Ordinal).SetEquals(rrset.Lines()));
}
