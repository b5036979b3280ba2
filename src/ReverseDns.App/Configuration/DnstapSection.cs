using System.Net;
using System.Net.Sockets;
using ReverseDns.App.Serving;
using ReverseDns.Server;

namespace ReverseDns.App.Configuration;

/// <summary>Reads where questions and answers are written in dnstap's format.</summary>
internal static class DnstapSection
{
    private const int LongestSocket = 100;

    /// <summary>Null: nowhere.</summary>
    public static DnstapOptions? Read(ConfigSection section, string folder, ConfigErrors errors)
    {
        string socket = section.Text(
            "socket", "", "The Unix socket of a reader, such as fstrm_capture; \"\" in all three of socket, address and file: no dnstap.", LongestSocket);
        string address = section.Text("address", "", "The same over TCP, such as 192.0.2.1:6000; the messages are not encrypted.", 100);
        string file = section.Text(
            "file", "",
            "A file to write to. One that is there at the start is moved aside (.1); one that was moved away is begun anew at a reload.", 4_096);
        string identity = section.Text("identity", "", "How this instance calls itself; \"\": the host's name.", DnstapOptions.LongestIdentity);
        DnstapMessages messages = Messages(section, errors);
        int sample = section.Integer("sample", 1, 1, TapOptions.MostSampled, "Of so many questions one is taken, with its answer.");
        int rate = section.Integer("rate", 0, 0, int.MaxValue, "Questions a second, at most; what is beyond is counted as lost. 0: any number.");
        int buffer = section.Integer(
            "buffer", 4 << 20, TapOptions.SmallestBuffer, TapOptions.LargestBuffer,
            "Octets that each thread that answers keeps for the reader; what it is too slow for is counted as lost, and no answer waits.");
        int size = section.Integer(
            "file-size", 1 << 30, DnstapOptions.SmallestFile, int.MaxValue,
            "Octets; a file that would grow beyond is moved aside (.1), in place of the one before.");
        section.End();
        if (new[] { socket, address, file }.Count(text => text.Length > 0) > 1)
        {
            errors.Add(section.Place, "dnstap: one of 'socket', 'address' and 'file' at most");
        }

        EndPoint? reader = address.Length > 0 ? Address(section, address, errors)
            : socket.Length > 0 ? new UnixDomainSocketEndPoint(Path.GetFullPath(socket, folder))
            : null;
        return reader is null && file.Length == 0 ? null : new DnstapOptions
        {
            Reader = reader,
            File = file.Length > 0 ? Path.GetFullPath(file, folder) : null,
            Identity = identity.Length > 0 ? identity : Environment.MachineName,
            Version = $"rdns {Instance.Version}",
            Messages = messages,
            Rate = rate,
            MaxFileSize = size,
            Tap = new TapOptions { BufferSize = buffer, Sample = sample },
        };
    }

    private static IPEndPoint? Address(ConfigSection section, string text, ConfigErrors errors)
    {
        IPEndPoint? address = ConfigurationReader.Address(text, port: 0);
        if (address is null or { Port: 0 })
        {
            errors.Add(section.Find("address")!, $"dnstap.address: '{text}' is no address with a port");
        }

        return address;
    }

    private static DnstapMessages Messages(ConfigSection section, ConfigErrors errors)
    {
        DnstapMessages messages = DnstapMessages.None;
        foreach (ConfigScalar text in section.Texts("messages", ["query", "response"], "Which messages are written: query (AUTH_QUERY), response (AUTH_RESPONSE)."))
        {
            DnstapMessages one = text.Text switch
            {
                "query" => DnstapMessages.Query,
                "response" => DnstapMessages.Response,
                _ => DnstapMessages.None,
            };
            messages |= one;
            if (one == DnstapMessages.None)
            {
                errors.Add(text, $"dnstap.messages: expected query or response, found {text.Kind}");
            }
        }

        if (messages == DnstapMessages.None)
        {
            errors.Add(section.Place, "dnstap.messages: none");
        }

        return messages;
    }
}
