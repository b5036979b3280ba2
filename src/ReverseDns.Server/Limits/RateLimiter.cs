using System.Runtime.CompilerServices;

namespace ReverseDns.Server;

/// <summary>
/// Says of each question over UDP whether its client may have an answer, one worker's. The table's memory is asked for when a
/// question is read, looked at before it is answered, and charged by the answer's length after that.
/// </summary>
internal sealed unsafe class RateLimiter(RateLimits limits, LimitCounts counts)
{
    /// <summary>Of questions beyond a limit one in so many is reported.</summary>
    private const int ReportedTogether = 16;

    /// <summary>Signatures that are verified a second for those beyond a limit: a forged one is as dear as a right one.</summary>
    private const int Verifications = 1_000;

    private const long ReportTicks = TimeSpan.TicksPerSecond / 10;

    private readonly RateTable _table = limits.Table;
    private readonly SourceKey _key = limits.Key;
    private readonly LimitRing _ring = limits.Limited.AddWorker();
    private RateRules _rules = limits.Rules;
    private long _now;
    private long _reported;
    private long _verifiable;
    private uint _limited;
    private int _unreported;

    /// <summary>All questions up to the next call come at this time.</summary>
    /// <param name="timestamp">Of the limits' clock.</param>
    public void Begin(long timestamp)
    {
        _now = limits.Clock.GetElapsedTime(limits.Origin, timestamp).Ticks;
        _rules = limits.Rules;
    }

    /// <summary>To be called when a question has been read, a while before the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Approach(PendingRequest* pending, bool isIpv6)
    {
        RateRule[] rules = isIpv6 ? _rules.Ipv6 : _rules.Ipv4;
        (ulong upper, ulong lower) = ((ulong)(pending->Address >> 64), (ulong)pending->Address);
        for (int i = 0; i < rules.Length; i++)
        {
            ref readonly RateRule rule = ref rules[i];
            ulong hash = _key.Hash((lower & rule.LowerMask) ^ rule.Salt);
            hash = isIpv6 ? _key.Hash((upper & rule.UpperMask) ^ hash) : hash;
            pending->Buckets[i] = hash;
            _table.Approach(hash);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RateVerdict Judge(PendingRequest* pending, bool isIpv6)
    {
        RateRule[] rules = isIpv6 ? _rules.Ipv6 : _rules.Ipv4;
        for (int i = 0; i < rules.Length; i++)
        {
            if (_table.Debt(pending->Buckets[i], _now) > rules[i].LargestDebt)
            {
                return JudgeBeyond(pending, isIpv6, rules[i].PrefixLength);
            }
        }

        return RateVerdict.Pass;
    }

    /// <param name="length">Of the answer that passed.</param>
    public void Charge(PendingRequest* pending, bool isIpv6, int length)
    {
        long answers = (uint)(length + RateLimitOptions.OctetsInAnswer - 1) / RateLimitOptions.OctetsInAnswer;
        RateRule[] rules = isIpv6 ? _rules.Ipv6 : _rules.Ipv4;
        for (int i = 0; i < rules.Length; i++)
        {
            _table.Charge(pending->Buckets[i], _now, answers * rules[i].Ticks);
        }
    }

    /// <summary>Counts what became of it.</summary>
    public void Count(PendingRequest* pending, bool isIpv6, LimitAction action)
    {
        counts.Add(action, isIpv6, pending->LimitedBy);
        _unreported++;
        if ((_unreported >= ReportedTogether || _now - _reported > ReportTicks)
            && _ring.TryAdd(pending->Address, isIpv6, pending->LimitedBy, _unreported))
        {
            (_unreported, _reported) = (0, _now);
        }
    }

    /// <summary>False when too many signatures have been verified lately for who is beyond a limit.</summary>
    public bool TryVerify()
    {
        const long burst = TimeSpan.TicksPerSecond / 10;
        long next = Math.Max(_verifiable, _now) + (TimeSpan.TicksPerSecond / Verifications);
        bool may = next - _now <= burst;
        _verifiable = may ? next : _verifiable;
        return may;
    }

    private RateVerdict JudgeBeyond(PendingRequest* pending, bool isIpv6, int prefixLength)
    {
        if (_rules.Allows(pending->Address, isIpv6))
        {
            return RateVerdict.Free;
        }

        pending->LimitedBy = prefixLength;
        if (_rules.IsDryRun)
        {
            Count(pending, isIpv6, LimitAction.DryRun);
            return RateVerdict.Free;
        }

        return _rules.Slip != 0 && ++_limited % (uint)_rules.Slip == 0 ? RateVerdict.Slip : RateVerdict.Drop;
    }
}
