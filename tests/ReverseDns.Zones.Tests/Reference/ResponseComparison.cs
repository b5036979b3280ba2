using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Says in words where a response is not what the reference expects; says nothing when all is well.</summary>
public sealed class ResponseComparison
{
    private readonly List<string> _faults = [];
    private readonly ReferenceResponse _expected;
    private readonly DecodedResponse _actual;

    private ResponseComparison(ReferenceResponse expected, DecodedResponse actual) => (_expected, _actual) = (expected, actual);

    /// <param name="limit">Octets that all but the OPT record may take.</param>
    /// <param name="isKnown">True for an RRset that one of the zones has: more addresses than needed may be added.</param>
    public static IReadOnlyList<string> Faults(
        ReferenceResponse expected, DecodedResponse actual, int limit, Func<RRset, bool> isKnown)
    {
        if (IsOverlongChain(expected, actual))
        {
            return [];
        }

        var comparison = new ResponseComparison(expected, actual);
        comparison.CompareHeader();
        if (expected.AnyOf.Count == 0)
        {
            comparison.CompareSections([.. expected.Answer], limit);
        }
        else
        {
            comparison.CompareBestChoice(limit);
        }

        comparison.CompareAliasOrder();
        comparison.CheckAdditional(isKnown);
        return comparison._faults;
    }

    /// <summary>
    /// A chain of a dozen long aliases may end before its sixteenth, as it may anywhere: the resolver asks on. Nobody
    /// says where, so what is there is all that counts, and that it is right.
    /// </summary>
    private static bool IsOverlongChain(ReferenceResponse expected, DecodedResponse actual)
    {
        const int LongChain = 12;
        const int LongResponse = 3_584;
        var wanted = expected.Answer.SelectMany(rrset => rrset.Lines()).ToHashSet(StringComparer.Ordinal);
        return expected.Answer.Count > LongChain && actual.Length > LongResponse && !actual.IsTruncated
            && actual is { IsAuthoritative: true, ResponseCode: ResponseCode.NoError, Answer.Count: > LongChain, Authority.Count: 0 }
            && RRset.Group(actual.Answer).SelectMany(rrset => rrset.Lines()).All(wanted.Contains);
    }

    private void CompareHeader()
    {
        // A chain of aliases that does not fit ends before its outcome is known.
        bool cutShort = _actual is { IsTruncated: true, ResponseCode: ResponseCode.NoError } && _expected.Answer.Count > 0;
        Check(_actual.ResponseCode == _expected.ResponseCode || cutShort, $"RCODE is {_actual.ResponseCode}, expected {_expected.ResponseCode}");
        Check(_actual.IsAuthoritative == _expected.IsAuthoritative, $"AA is {_actual.IsAuthoritative}");
        Check(
            _actual.Answer.Concat(_actual.Authority).Concat(_actual.Additional).All(record => record.Class == RecordClass.IN),
            "a record is not of class IN");
    }

    /// <summary>ANY is answered by one RRset; which one is the server's choice.</summary>
    private void CompareBestChoice(int limit)
    {
        List<string> earlier = [.. _faults];
        List<string>? best = null;
        foreach (IReadOnlyList<RRset> choice in _expected.AnyOf)
        {
            _faults.Clear();
            CompareSections([.. _expected.Answer, .. choice], limit);
            best = best is null || _faults.Count < best.Count ? [.. _faults] : best;
        }

        _faults.Clear();
        _faults.AddRange([.. earlier, .. best!]);
    }

    private void CompareSections(IReadOnlyList<RRset> answer, int limit)
    {
        bool complete = CompareSection("answer", answer, _actual.Answer, mayHaveMore: false);
        complete &= CompareSection("authority", _expected.Authority, _actual.Authority, mayHaveMore: false);
        complete &= CompareSection("additional", _expected.RequiredGlue, _actual.Additional, mayHaveMore: true);
        Check(complete || _actual.IsTruncated, "something is left out without TC");
        Check(!complete || !_actual.IsTruncated, "TC is set and nothing is left out");
        int uncompressed = _actual.QuestionEnd + answer.Concat(_expected.Authority).Concat(_expected.RequiredGlue).Sum(Size);
        Check(!_actual.IsTruncated || uncompressed > limit, $"TC is set, but all would fit: {uncompressed} octets of {limit}");
        Check(_actual.Length <= limit, $"length is {_actual.Length} of {limit}");
    }

    /// <summary>Every RRset is there whole or not at all, and only once. True when all are there.</summary>
    private bool CompareSection(
        string section, IEnumerable<RRset> expected, IReadOnlyList<ResourceRecord> actual, bool mayHaveMore)
    {
        List<string> lines = [.. actual.Select(record =>
            RecordText.Comparable(record.Owner, record.Type, record.Ttl, record.Rdata.Span))];
        Check(lines.Distinct(StringComparer.Ordinal).Count() == lines.Count, $"{section} has a record twice");
        var left = lines.ToHashSet(StringComparer.Ordinal);
        bool complete = true;
        foreach (RRset rrset in expected)
        {
            List<string> wanted = [.. rrset.Lines().Distinct(StringComparer.Ordinal)];
            int present = wanted.Count(left.Remove);
            Check(present == 0 || present == wanted.Count, $"{section} has {present} of {wanted.Count} records of {rrset.Owner} {rrset.Type}");
            complete &= present == wanted.Count;
            Check(
                present == wanted.Count || _actual.IsTruncated,
                $"{section} lacks {RecordText.Lines(rrset).TrimEnd()}");
        }

        Check(mayHaveMore || left.Count == 0, $"{section} has more than it should: {string.Join(", ", left)}");
        return complete;
    }

    private void CompareAliasOrder()
    {
        static bool IsAlias(RecordType type) => type is RecordType.CNAME or RecordType.DNAME;
        List<DomainName> actual = [.. _actual.Answer.Where(record => IsAlias(record.Type)).Select(record => record.Owner)];
        IEnumerable<DomainName> expected = _expected.Answer.Where(rrset => IsAlias(rrset.Type)).Select(rrset => rrset.Owner);
        Check(
            actual.SequenceEqual(expected.Where(actual.Contains)) || _expected.AnyOf.Count > 0,
            $"aliases are in the order {string.Join(", ", actual)}");
    }

    private void CheckAdditional(Func<RRset, bool> isKnown)
    {
        foreach (RRset rrset in RRset.Group(_actual.Additional))
        {
            Check(rrset.Type is RecordType.A or RecordType.AAAA or RecordType.RRSIG, $"additional has a {rrset.Type} record");
            Check(isKnown(rrset), $"no zone has this of the additional section, whole: {RecordText.Lines(rrset).TrimEnd()}");
        }
    }

    private static int Size(RRset rrset) =>
        rrset.Rdata.Sum(rdata => rrset.Owner.Wire.Length + 10 + rdata.Length);

    private void Check(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }
}
