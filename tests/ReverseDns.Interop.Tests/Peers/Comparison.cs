using System.Text;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Counts of who answered like whom, with the first few answers that were ours alone.</summary>
public sealed class Comparison(IReadOnlyList<string> peers)
{
    private const int MaxDescribed = 8;
    private readonly SortedDictionary<string, int> _disagreements = new(StringComparer.Ordinal);
    private readonly List<string> _described = [];

    public int Asked { get; private set; }

    /// <summary>Questions that all peers answered alike.</summary>
    public int Agreed { get; private set; }

    /// <summary>Of those, the ones that we answered otherwise.</summary>
    public int Different { get; private set; }

    /// <summary>Of those that the peers did not agree on, the ones that we answered like at least one of them.</summary>
    public int LikeSomePeer { get; private set; }

    public void Add(IReadOnlyList<ResponseDigest?> theirs, ResponseDigest? ours, Func<string> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        Asked++;
        if (!theirs.All(other => IsSame(other, theirs[0])))
        {
            LikeSomePeer += theirs.Any(other => IsSame(other, ours)) ? 1 : 0;
            string kind = Kind(theirs);
            _disagreements[kind] = _disagreements.GetValueOrDefault(kind) + 1;
            return;
        }

        Agreed++;
        if (!IsSame(ours, theirs[0]) && !FitsOnlyWithUs(theirs[0], ours))
        {
            Different++;
            if (_described.Count < MaxDescribed)
            {
                _described.Add(describe());
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{Asked} asked, {Agreed} answered alike by {string.Join(", ", peers)}, {Different} of these not by us");
        text.Append($"; where they differ we are like one of them in {LikeSomePeer} of {Asked - Agreed}");
        foreach ((string kind, int count) in _disagreements)
        {
            text.Append($"\n  {count} x {kind}");
        }

        return text.AppendLine().AppendJoin("\n\n", _described).ToString();
    }

    private static bool IsSame(ResponseDigest? left, ResponseDigest? right) =>
        left is { } first && right is { } second ? first.IsSameAs(second) : left is null && right is null;

    /// <summary>We may compress a little better: then all of ours is there where the others had to truncate.</summary>
    private static bool FitsOnlyWithUs(ResponseDigest? theirs, ResponseDigest? ours) =>
        theirs is { IsTruncated: true } first && ours is { IsTruncated: false } second
        && first.ResponseCode == second.ResponseCode && first.IsAuthoritative == second.IsAuthoritative;

    /// <summary>Which peers differ from the first one, in what.</summary>
    private string Kind(IReadOnlyList<ResponseDigest?> theirs)
    {
        IEnumerable<string> kinds = Enumerable.Range(1, theirs.Count - 1)
            .Where(i => !IsSame(theirs[i], theirs[0]))
            .Select(i => $"{peers[i]} unlike {peers[0]} in {Fields(theirs[i], theirs[0])}");
        return string.Join("; ", kinds);
    }

    private static string Fields(ResponseDigest? left, ResponseDigest? right)
    {
        if (left is not { } first || right is not { } second)
        {
            return "silence";
        }

        (string Name, bool Differs)[] fields =
        [
            ("RCODE", first.ResponseCode != second.ResponseCode), ("AA", first.IsAuthoritative != second.IsAuthoritative),
            ("TC", first.IsTruncated != second.IsTruncated), ("answer", first.Answer != second.Answer),
            ("authority", first.Authority != second.Authority), ("glue", first.Glue != second.Glue),
        ];
        return string.Join(", ", fields.Where(field => field.Differs).Select(field => field.Name));
    }
}
