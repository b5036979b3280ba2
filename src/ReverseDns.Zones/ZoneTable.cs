using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// An immutable set of zones, found by the longest match of the name asked, in time that does not depend on how many
/// there are. Safe for any number of readers, as long as nobody disposes its zones (<see cref="ZoneReader"/>).
/// </summary>
public sealed unsafe class ZoneTable
{
    private const int CountsOffset = 6;

    // Of a node that is asked for: what answers mostly need of it.
    private const int LinesOfUnsigned = 2;
    private const int LinesOfSigned = 5;

    private readonly ServedZone[] _zones;
    private readonly Slot[] _slots;

    /// <summary>A bit for each number of labels that an origin has.</summary>
    private readonly UInt128 _depths;

    private ZoneTable(ServedZone[] zones)
    {
        _zones = zones;
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(zones.Length, 8) * 2)];
        for (int i = 0; i < zones.Length; i++)
        {
            ulong hash = NameIndex.HashOf(NameHash.Process, zones[i].Origin.Wire);
            uint at = (uint)hash & (uint)(_slots.Length - 1);
            while (_slots[at].Zone != 0)
            {
                at = (at + 1) & (uint)(_slots.Length - 1);
            }

            _slots[at] = new Slot { Hash = hash, Zone = i + 1 };
            _depths |= UInt128.One << zones[i].Origin.LabelCount;
        }
    }

    private ZoneTable(ServedZone[] zones, ZoneTable before) =>
        (_zones, _slots, _depths) = (zones, before._slots, before._depths);

    public static ZoneTable Empty { get; } = new([]);

    public int Count => _zones.Length;

    /// <summary>In the order of <see cref="AnswerSummary.Zone"/>.</summary>
    public IReadOnlyList<ServedZone> Zones => _zones;

    /// <summary>By zone, where its counters are; empty for a table that no store has published.</summary>
    internal int[] Places { get; set; } = [];

    /// <summary>Where the counters of the zone with this index are (<see cref="ZoneCounters"/>).</summary>
    public int PlaceOf(int zone)
    {
        int[] places = Places;
        return (uint)zone < (uint)places.Length ? places[zone] : zone;
    }

    /// <exception cref="ArgumentException">Two zones have the same origin.</exception>
    public static ZoneTable Create(IEnumerable<ServedZone> zones)
    {
        ServedZone[] all = [.. zones];
        var origins = new HashSet<DomainName>();
        ServedZone? twice = Array.Find(all, zone => !origins.Add(zone.Origin));
        return twice is null
            ? new ZoneTable(all)
            : throw new ArgumentException($"Zone {twice.Origin} stands there twice", nameof(zones));
    }

    /// <summary>
    /// The same zones, some of them in other versions. What it costs per zone that stays is a reference: nothing is hashed or
    /// compared again.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is not among the zones.</exception>
    public ZoneTable With(IEnumerable<ServedZone> changed)
    {
        var zones = (ServedZone[])_zones.Clone();
        foreach (ServedZone zone in changed)
        {
            int index = IndexOf(zone.Origin.Wire);
            zones[index >= 0 ? index : throw new ArgumentException($"Zone {zone.Origin} is not there", nameof(changed))] = zone;
        }

        return new ZoneTable(zones, this);
    }

    /// <summary>The zones that are in this table and not in the next one.</summary>
    internal IEnumerable<CompiledZone> NotIn(ZoneTable next)
    {
        if (next.IsVersionOf(this))
        {
            for (int i = 0; i < _zones.Length; i++)
            {
                if (!ReferenceEquals(_zones[i], next._zones[i]) && _zones[i].Zone is { } replaced && replaced != next._zones[i].Zone)
                {
                    yield return replaced;
                }
            }

            yield break;
        }

        var kept = next._zones.Select(served => served.Zone).ToHashSet();
        foreach (CompiledZone zone in _zones.Select(served => served.Zone).OfType<CompiledZone>().Where(zone => !kept.Contains(zone)))
        {
            yield return zone;
        }
    }

    /// <summary>The zone with just this origin, whatever its case; null when there is none.</summary>
    public ServedZone? Find(ReadOnlySpan<byte> origin)
    {
        int zone = IndexOf(origin);
        return zone < 0 ? null : _zones[zone];
    }

    /// <summary>The same zones at the same indexes, some of them in other versions.</summary>
    internal bool IsVersionOf(ZoneTable other) => _slots == other._slots;

    /// <summary>-1 when there is none with just this origin.</summary>
    internal int IndexOf(ReadOnlySpan<byte> origin)
    {
        Unsafe.SkipInit(out PreparedQuestion question);
        if (!PreparedQuestion.TryReadName(&question, origin, out _))
        {
            return -1;
        }

        fixed (byte* wire = origin)
        {
            QueryName.Fill(&question.Name, wire, NameHash.Process);
        }

        return Probe(&question.Name, 0);
    }

    /// <summary>
    /// Writes the answer, authority and additional sections behind the question and their counts into the header;
    /// nothing else of the header is touched. RRsets that do not fit are left out whole. Allocates nothing and
    /// never throws for a message as described.
    /// </summary>
    /// <param name="message">Header and one question, its name uncompressed at offset 12; room for the answer behind.</param>
    /// <param name="limit">The sections end at or before this offset: the caller has kept room for OPT and TSIG.</param>
    /// <param name="signatures">The calling thread's, for zones that sign while they answer; null: they do not.</param>
    public AnswerSummary Answer(
        Span<byte> message, int questionEnd, RecordType type, bool dnssecOk, int limit, OnlineSignatures? signatures = null)
    {
        Unsafe.SkipInit(out PreparedQuestion question);
        ReadOnlySpan<byte> name = message[AnswerWriter.QuestionName..];
        PreparedQuestion.TryReadName(&question, name, out _);
        Prepare(&question, name, type);
        Approach(&question, dnssecOk);
        return Complete(&question, message, questionEnd, type, dnssecOk, limit, signatures);
    }

    /// <summary>First step, for a name that has been read: finds its zone and asks for what says where it is in there.</summary>
    /// <param name="name">Its octets, as they were read.</param>
    public void Prepare(PreparedQuestion* question, ReadOnlySpan<byte> name, RecordType type)
    {
        fixed (byte* wire = name)
        {
            QueryName.Fill(&question->Name, wire, NameHash.Process);
        }

        question->Zone = Find(&question->Name, type);
        if (question->Zone >= 0 && _zones[question->Zone].Zone is { } zone)
        {
            zone.Prepare(&question->Name);
        }
    }

    /// <summary>Second step: finds out where the name is, and asks for it.</summary>
    public void Approach(PreparedQuestion* question, bool dnssecOk)
    {
        if (question->Zone >= 0 && _zones[question->Zone].Zone is { } zone)
        {
            zone.Approach(&question->Name, dnssecOk ? LinesOfSigned : LinesOfUnsigned);
        }
    }

    /// <summary>Last step, in the same table as those before; as <see cref="Answer"/>.</summary>
    public AnswerSummary Complete(
        PreparedQuestion* question,
        Span<byte> message,
        int questionEnd,
        RecordType type,
        bool dnssecOk,
        int limit,
        OnlineSignatures? signatures = null)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[CountsOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(message[(CountsOffset + 2)..], 0);
        int index = question->Zone;
        if (index < 0)
        {
            return new AnswerSummary(
                ResponseCode.Refused, IsAuthoritative: false, IsTruncated: false, questionEnd, ExtendedError.NotAuthoritative, -1);
        }

        ServedZone served = _zones[index];
        if (served.Zone is not { } zone)
        {
            return new AnswerSummary(
                ResponseCode.ServFail, IsAuthoritative: false, IsTruncated: false, questionEnd, served.WhyNot, index);
        }

        fixed (byte* start = message)
        {
            var writer = new AnswerWriter(start, questionEnd, Math.Min(limit, message.Length), zone.OriginLength);
            var responder = new Responder(zone, served.Synthesis, signatures, &question->Name, type, dnssecOk, writer);
            AnswerSummary summary = responder.Run(index);

            // For a caller whose table no store holds.
            GC.KeepAlive(zone);
            return summary;
        }
    }

    /// <summary>The zone with the longest origin at or above the name; for DS the parent's side of a cut, if it is here.</summary>
    private int Find(QueryName* name, RecordType type)
    {
        int child = -1;
        UInt128 depths = _depths & (UInt128.MaxValue >> (WireName.MaxLabels - name->Labels));
        while (depths != UInt128.Zero)
        {
            int depth = WireName.MaxLabels - (int)UInt128.LeadingZeroCount(depths);
            depths ^= UInt128.One << depth;
            int label = name->Labels - depth;
            int zone = Probe(name, label);
            if (zone >= 0)
            {
                if (type != RecordType.DS || label > 0)
                {
                    return zone;
                }

                child = zone;
            }
        }

        return child;
    }

    private int Probe(QueryName* name, int label)
    {
        ulong hash = name->Hashes[label];
        uint at = (uint)hash & (uint)(_slots.Length - 1);
        for (; _slots[at].Zone != 0; at = (at + 1) & (uint)(_slots.Length - 1))
        {
            if (_slots[at].Hash == hash)
            {
                int zone = _slots[at].Zone - 1;
                int start = name->Offsets[label];
                var suffix = new ReadOnlySpan<byte>(name->Lower + start, name->Length - start);
                if (WireName.Equal(_zones[zone].Origin.Wire, suffix))
                {
                    return zone;
                }
            }
        }

        return -1;
    }

    private struct Slot
    {
        public ulong Hash;
        public int Zone;
    }
}
