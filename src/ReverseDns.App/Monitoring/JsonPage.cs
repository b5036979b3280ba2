using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ReverseDns.App.Monitoring;

/// <summary>Something that is read anew for each request, as JSON.</summary>
internal sealed class JsonPage<T>(Func<T> read)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, read(), Camel, context.RequestAborted);
        }
    }
}
