using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ReverseDns.App.Monitoring;

/// <summary>
/// Pages over HTTP, for GET alone. Who asks costs no more than the limits here: few connections, small requests without a
/// body, and nothing that waits for long.
/// </summary>
internal sealed class HttpDoor : IAsyncDisposable
{
    private const int MaxConnections = 64;
    private const int MaxHeaders = 16 << 10;
    private const string Scheme = "Bearer ";
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    private readonly KestrelServer _server;

    private HttpDoor(KestrelServer server) => _server = server;

    /// <summary>Answers when it returns.</summary>
    /// <param name="pages">By path.</param>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public static async Task<HttpDoor> OpenAsync(HttpOptions options, IReadOnlyDictionary<string, HttpPage> pages, ILogger logger)
    {
        using var log = new LogOf(logger);
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.RequestHeadersTimeout = HeaderTime;
        kestrel.Limits.KeepAliveTimeout = IdleTime;
        foreach (IPEndPoint address in options.Listen)
        {
            kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), log);
        var server = new KestrelServer(Options.Create(kestrel), transport, log);
        try
        {
            await server.StartAsync(new Pages(options.Token, pages), CancellationToken.None);
            return new HttpDoor(server);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            server.Dispose();
            throw new IOException($"http: cannot listen on {string.Join(", ", options.Listen)}: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        _server.Dispose();
    }

    /// <summary>The log of the instance, for whatever Kestrel has to say.</summary>
    private sealed class LogOf(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Pages(ReadOnlyMemory<byte> token, IReadOnlyDictionary<string, HttpPage> pages) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        public Task ProcessRequestAsync(HttpContext context)
        {
            (HttpRequest request, HttpResponse response) = (context.Request, context.Response);
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = Policy;
            response.Headers["Referrer-Policy"] = "no-referrer";
            if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            {
                response.Headers.Allow = "GET, HEAD";
                return Refuse(response, StatusCodes.Status405MethodNotAllowed, "only GET here");
            }

            HttpPage? page = pages.GetValueOrDefault(request.Path.Value ?? "");
            if (!token.IsEmpty && page is not { IsOpen: true } && !Shows(request.Headers.Authorization.ToString()))
            {
                response.Headers.WWWAuthenticate = "Bearer";
                return Refuse(response, StatusCodes.Status401Unauthorized, "a token is needed (http.token-file)");
            }

            if (token.IsEmpty && !IsOfThisMachine(request.Host.Host))
            {
                return Refuse(response, StatusCodes.Status403Forbidden, "without a token this is answered by address and as localhost alone");
            }

            return page is null
                ? Refuse(response, StatusCodes.Status404NotFound, $"there is {string.Join(", ", pages.Keys)}")
                : page.AnswerAsync(context);
        }

        /// <summary>A page from elsewhere could have its own name lead here, and read what is meant for this machine alone.</summary>
        private static bool IsOfThisMachine(string host) =>
            host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);

        private bool Shows(string authorization) =>
            authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..]), token.Span);

        private static Task Refuse(HttpResponse response, int status, string why)
        {
            response.StatusCode = status;
            response.ContentType = "text/plain; charset=utf-8";
            return response.WriteAsync(why + "\n");
        }
    }
}
