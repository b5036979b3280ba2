using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ReverseDns.App.Monitoring;

/// <summary>The dashboard's own files, which are in the program; a browser asks whether it still has the right ones.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "dashboard/";
    private const string First = "index.html";

    public static IEnumerable<KeyValuePair<string, HttpPage>> Pages()
    {
        var program = Assembly.GetExecutingAssembly();
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream resource = program.GetManifestResourceStream(name)!;
            byte[] octets = new byte[resource.Length];
            resource.ReadExactly(octets);
            string file = name[Prefix.Length..];
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 8))}\"";
            yield return new KeyValuePair<string, HttpPage>(
                file.Equals(First, StringComparison.Ordinal) ? "/" : "/" + file, new HttpPage(context => AnswerAsync(context, TypeOf(file), tag, octets), IsOpen: true));
        }
    }

    private static async Task AnswerAsync(HttpContext context, string type, string tag, byte[] octets)
    {
        HttpResponse response = context.Response;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == new StringValues(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = type;
        response.ContentLength = octets.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(octets, context.RequestAborted);
        }
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
}
