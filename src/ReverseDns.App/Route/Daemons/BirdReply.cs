using System.Globalization;
using System.Text;

namespace ReverseDns.App.Route.Daemons;

/// <summary>
/// One reply of BIRD's control socket: lines that begin with four digits, and a dash where more follow or a space at the end;
/// one that begins with a space continues the code before, one with a plus is told in between and belongs to no reply.
/// </summary>
/// <param name="Code">Of the last line; 8000 and above says that it was not done.</param>
internal sealed record BirdReply(int Code, IReadOnlyList<(int Code, string Text)> Lines)
{
    private const int CodeLength = 4;
    private const int FirstError = 8_000;

    public bool IsError => Code >= FirstError;

    /// <summary>What it says when it is an error.</summary>
    public string Error => Lines.Count == 0 ? "" : Lines[^1].Text;

    /// <summary>False: the end has not come yet.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out BirdReply? reply)
    {
        var lines = new List<(int, string)>();
        int code = 0;
        reply = null;
        while (octets.IndexOf((byte)'\n') is >= 0 and int end)
        {
            ReadOnlySpan<byte> line = octets[..end];
            octets = octets[(end + 1)..];
            if (line.Length > CodeLength && TryReadCode(line, out int read) && line[CodeLength] is (byte)' ' or (byte)'-')
            {
                code = read;
                lines.Add((code, Encoding.UTF8.GetString(line[(CodeLength + 1)..])));
                if (line[CodeLength] == ' ')
                {
                    reply = new BirdReply(code, lines);
                    return true;
                }
            }
            else if (line.Length > 0 && line[0] == ' ')
            {
                lines.Add((code, Encoding.UTF8.GetString(line[1..])));
            }
        }

        return false;
    }

    private static bool TryReadCode(ReadOnlySpan<byte> line, out int code) =>
        int.TryParse(line[..CodeLength], NumberStyles.None, CultureInfo.InvariantCulture, out code);
}
