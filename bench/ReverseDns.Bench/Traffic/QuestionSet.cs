using System.Buffers.Binary;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Bench.Traffic;

/// <summary>
/// The questions of a file ("name type", one a line, as dnsperf reads them) as whole requests with id 0, one behind the
/// other; given out in the order of the file, over and over.
/// </summary>
internal sealed class QuestionSet
{
    public const int LongestRequest = HeaderLength + 255 + 4 + OptLength;

    private const int HeaderLength = 12;
    private const int OptLength = 11;
    private const ushort PayloadSize = 1232;

    private readonly byte[] _requests;
    private readonly int[] _ends;
    private int _next;

    private QuestionSet(byte[] requests, int[] ends)
    {
        _requests = requests;
        _ends = ends;
    }

    /// <param name="dnssecOk">With an OPT record whose DO bit is set; else without any.</param>
    /// <exception cref="FormatException">A line is no question.</exception>
    public static QuestionSet Read(string path, bool dnssecOk)
    {
        using var requests = new MemoryStream();
        var ends = new List<int>();
        byte[] request = new byte[LongestRequest];
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || !RecordTypes.TryParse(Encoding.ASCII.GetBytes(words[1]), out RecordType type))
            {
                throw new FormatException($"{path}:{ends.Count + 1}: '{line}' is not a name and a type");
            }

            requests.Write(request, 0, Write(request, DomainName.Parse(words[0]).Wire, type, dnssecOk));
            ends.Add((int)requests.Length);
        }

        return ends.Count > 0
            ? new QuestionSet(requests.ToArray(), [.. ends])
            : throw new FormatException($"{path}: no question");
    }

    public ReadOnlySpan<byte> Next()
    {
        int start = _next == 0 ? 0 : _ends[_next - 1];
        ReadOnlySpan<byte> request = _requests.AsSpan(start, _ends[_next] - start);
        _next = _next + 1 == _ends.Length ? 0 : _next + 1;
        return request;
    }

    private static int Write(Span<byte> request, ReadOnlySpan<byte> name, RecordType type, bool dnssecOk)
    {
        request.Clear();
        request[5] = 1;
        name.CopyTo(request[HeaderLength..]);
        int end = HeaderLength + name.Length;
        BinaryPrimitives.WriteUInt16BigEndian(request[end..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(request[(end + 2)..], (ushort)RecordClass.IN);
        end += 4;
        if (!dnssecOk)
        {
            return end;
        }

        request[11] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(request[(end + 1)..], (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(request[(end + 3)..], PayloadSize);
        request[end + 7] = 0x80;
        return end + OptLength;
    }
}
