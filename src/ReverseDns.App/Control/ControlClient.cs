using System.Net.Sockets;
using System.Text.Json;

namespace ReverseDns.App.Control;

/// <summary>Asks a running instance one thing.</summary>
internal static class ControlClient
{
    /// <exception cref="IOException">No instance answers there.</exception>
    public static async Task<ControlResponse> AskAsync(string path, ControlRequest request, CancellationToken cancellation)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), cancellation);
            await stream.WriteAsync("\n"u8.ToArray(), cancellation);
            return await JsonSerializer.DeserializeAsync(stream, ControlJson.Default.ControlResponse, cancellation)
                ?? throw new IOException("the answer is empty");
        }
        catch (Exception e) when (e is SocketException or JsonException or ArgumentException)
        {
            throw new IOException($"no rdns answers at {path}: {e.Message}", e);
        }
    }
}
