using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Overlays;

/// <summary>The versions of a random zone, each made by a diff from the one before and compiled afresh as well.</summary>
internal sealed class ZoneHistory : IDisposable
{
    private const int HeaderLength = 12;

    private readonly Dice _dice;
    private readonly ZoneGenerator _generator;
    private readonly ZoneChanger _changer;
    private readonly Dictionary<DomainName, DomainName> _spellings = [];
    private readonly List<(CompiledZone Changed, CompiledZone Fresh, ReferenceZone Zone)> _versions = [];
    private readonly byte[] _expected = new byte[ushort.MaxValue];
    private readonly byte[] _actual = new byte[ushort.MaxValue];
    private ZoneDraft _draft;
    private ZoneContents _contents;

    public ZoneHistory(ulong seed)
    {
        _dice = new Dice(seed);
        _generator = new ZoneGenerator(_dice);
        _changer = new ZoneChanger(_dice, _generator);
        _draft = _generator.Next()[0];
        ReferenceZone zone = Spelled(_draft);
        _contents = ContentsOf(zone);
        _versions.Add((CompiledZone.Compile(_contents), CompiledZone.Compile(_contents), zone));
    }

    /// <summary>Diffs that an overlay could take.</summary>
    public int Applied { get; private set; }

    /// <summary>The version that diffs have led to.</summary>
    public CompiledZone Latest => _versions[^1].Changed;

    public void Change()
    {
        _draft = _changer.Next(_draft);
        ReferenceZone zone = Spelled(_draft);
        ZoneContents contents = ContentsOf(zone);
        using var diff = ZoneDiff.Between(_contents, contents);
        DiffOutcome outcome = Latest.TryApply(diff, out CompiledZone? next, out string? whyNot);
        Assert.True(outcome != DiffOutcome.DoesNotFit, whyNot);
        Applied += outcome == DiffOutcome.Applied ? 1 : 0;
        _versions.Add((next ?? CompiledZone.Compile(contents), CompiledZone.Compile(contents), zone));
        _contents.Dispose();
        _contents = contents;
    }

    /// <summary>What is wrong with the latest version, or with an earlier one that is still held; null for nothing.</summary>
    public string? FirstFault(int questions)
    {
        (CompiledZone changed, CompiledZone fresh, _) = _versions[^1];
        if ((changed.NameCount, changed.RecordCount, changed.Serial) != (fresh.NameCount, fresh.RecordCount, fresh.Serial))
        {
            return $"{changed.NameCount} names and {changed.RecordCount} records, not {fresh.NameCount} and {fresh.RecordCount}\n{_draft}";
        }

        using CompiledZone merged = changed.Merge(partRecords: 3)!;
        if (!BytesOf(merged).SequenceEqual(BytesOf(fresh)))
        {
            return $"merged, it is not what compiling it leaves\n{_draft}";
        }

        using ZoneContents records = changed.ToContents();
        using var difference = ZoneDiff.Between(_contents, records);
        return difference.IsEmpty
            ? FirstFault(_versions[^1], questions) ?? FirstFault(_dice.Pick(_versions), questions / 4)
            : $"{difference.RecordCount} records differ\n{_draft}";
    }

    public void Dispose()
    {
        _contents.Dispose();
        foreach ((CompiledZone changed, CompiledZone fresh, _) in _versions)
        {
            changed.Dispose();
            fresh.Dispose();
        }
    }

    private string? FirstFault((CompiledZone Changed, CompiledZone Fresh, ReferenceZone Zone) version, int count)
    {
        var changed = ZoneTable.Create([new ServedZone(version.Zone.Origin, version.Changed)]);
        var fresh = ZoneTable.Create([new ServedZone(version.Zone.Origin, version.Fresh)]);
        var questions = new QuestionGenerator(_dice, _generator, [version.Zone, _dice.Pick(_versions).Zone]);
        for (int i = 0; i < count; i++)
        {
            Question question = questions.Next();
            ReadOnlySpan<byte> expected = Ask(fresh, question, _expected, out AnswerSummary expectedSummary);
            ReadOnlySpan<byte> actual = Ask(changed, question, _actual, out AnswerSummary actualSummary);
            if (actualSummary != expectedSummary || !actual.SequenceEqual(expected))
            {
                return $"{_draft}\n;; question {question}\n;; expected: {expectedSummary}\n{Show(expected)}\n;; actual: {actualSummary}\n{Show(actual)}";
            }
        }

        return null;
    }

    private static unsafe ReadOnlySpan<byte> BytesOf(CompiledZone zone) => new(zone.Image, (int)zone.ImageLength);

    private static string Show(ReadOnlySpan<byte> message) => DecodedResponse.Decode(message).ToString()!;

    private static ReadOnlySpan<byte> Ask(ZoneTable table, Question question, byte[] message, out AnswerSummary summary)
    {
        message.AsSpan(0, HeaderLength).Clear();
        ReadOnlySpan<byte> name = question.Name.Wire;
        name.CopyTo(message.AsSpan(HeaderLength));
        int end = HeaderLength + name.Length + 4;
        byte[] typeAndClass = [(byte)((int)question.Type >> 8), (byte)question.Type, 0, (byte)RecordClass.IN];
        typeAndClass.CopyTo(message, end - 4);
        message[5] = 1;
        summary = table.Answer(message, end, question.Type, question.DnssecOk, question.Limit);
        return message.AsSpan(0, summary.Length);
    }

    private static ZoneContents ContentsOf(ReferenceZone zone)
    {
        using var builder = new ZoneContentsBuilder(zone.Origin);
        foreach (ResourceRecord record in zone.Records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    /// <summary>Gives each owner one spelling in all versions: which one is served is nobody's business.</summary>
    private ReferenceZone Spelled(ZoneDraft draft)
    {
        ResourceRecord Spell(ResourceRecord record)
        {
            _spellings.TryAdd(record.Owner, record.Owner);
            return record with { Owner = _spellings[record.Owner] };
        }

        return (draft with { Records = [.. draft.Records.Select(Spell)] }).ToZone();
    }
}
