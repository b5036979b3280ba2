using Microsoft.AspNetCore.Http;

namespace ReverseDns.App.Monitoring;

/// <param name="IsOpen">It says nothing of the instance, and is given to whoever asks, without a token.</param>
internal sealed record HttpPage(RequestDelegate AnswerAsync, bool IsOpen = false);
