using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Logging;

/// <summary>
/// Writes events to systemd's journal in its own protocol, a datagram of KEY=value lines each: the fields of an event are
/// fields of the journal, RDNS_ZONE for "zone".
/// </summary>
internal sealed class SystemJournal : IDisposable
{
    private readonly UnixDomainSocketEndPoint _journal;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public const string UsualSocket = "/run/systemd/journal/socket";

    public SystemJournal(string socket) => _journal = new UnixDomainSocketEndPoint(socket);

    /// <summary>False: the journal does not take it.</summary>
    public bool TryWrite(LogEvent item)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(Entry(item)), _journal);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Entry(LogEvent item)
    {
        var entry = new StringBuilder();
        entry.Append("MESSAGE=").Append(item.Text).Append('\n');
        entry.Append(CultureInfo.InvariantCulture, $"PRIORITY={Priority(item.Level)}\n");
        entry.Append("SYSLOG_IDENTIFIER=rdns\n");
        entry.Append("RDNS_EVENT=").Append(item.Name).Append('\n');
        foreach ((string name, object value) in item.Fields)
        {
            string text = value is string[] items ? string.Join("; ", items) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            entry.Append("RDNS_").Append(name.ToUpperInvariant()).Append('=').Append(text).Append('\n');
        }

        return entry.ToString();
    }

    /// <summary>Of syslog (RFC 5424, section 6.2.1).</summary>
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };
}
