using System.Runtime.InteropServices;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>All that was sent to a server and came from it, counted by who asked.</summary>
internal sealed class Tally
{
    private const int TruncatedBit = 2;
    private const int CodeMask = 0x0F;

    /// <summary>What is taken of one that is longer than any request.</summary>
    private const int LargestDatagram = 2_048;

    private readonly List<WayTally> _ways = [];

    public IReadOnlyList<WayTally> Ways => _ways;

    /// <summary>Questions that were answered from a zone, and those of them for names that are not there.</summary>
    public Dictionary<string, (int Queries, int NameErrors)> Zones { get; } = new(StringComparer.Ordinal);

    public WayTally Of(Transport transport, bool isIpv6)
    {
        if (_ways.Find(way => way.Transport == transport && way.IsIpv6 == isIpv6) is not { } known)
        {
            known = new WayTally(transport, isIpv6);
            _ways.Add(known);
        }

        return known;
    }

    /// <param name="answer">Null: none came.</param>
    public void Add(WayTally way, CountedQuestion question, byte[]? answer)
    {
        string place = $"{question.Title} over {way.Transport}";
        Assert.True(question.Answer is null == answer is null, $"{place}: {(answer is null ? "no answer" : "an answer")}");
        way.RequestSizes.Add(Math.Min(question.Message.Length, way.Transport == Transport.Udp ? LargestDatagram : int.MaxValue));
        way.Edns += question.HasOpt ? 1 : 0;
        way.DnssecOk += question.DnssecOk ? 1 : 0;
        Count(way.Opcodes, question.Opcode);
        Count(way.Types, question.Type);
        Count(way.Answers, question.Answer);
        Count(way.Drops, question.Drop);
        way.ConnectionsRefused += question.Drop is not null && way.Transport != Transport.Udp ? 1 : 0;
        if (answer is not null)
        {
            AddAnswer(way, question, answer, place);
        }

        if (question.Zone is { } zone)
        {
            (int queries, int nameErrors) = Zones.GetValueOrDefault(zone);
            Zones[zone] = (queries + 1, nameErrors + (question.Answer == ResponseCode.NxDomain ? 1 : 0));
        }
    }

    private static void AddAnswer(WayTally way, CountedQuestion question, byte[] answer, string place)
    {
        Assert.True((answer[3] & CodeMask) == ((int)question.Answer! & CodeMask), $"{place}: RCODE {answer[3] & CodeMask}");
        if (question.IsTransfer)
        {
            way.Transfers++;
            way.TransferOctets += answer.Length;
            return;
        }

        way.ResponseSizes.Add(answer.Length);
        way.Truncated += (answer[2] & TruncatedBit) != 0 ? 1 : 0;
    }

    private static void Count<T>(Dictionary<T, int> counts, T? key)
        where T : struct
    {
        if (key is { } known)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, known, out _)++;
        }
    }
}
