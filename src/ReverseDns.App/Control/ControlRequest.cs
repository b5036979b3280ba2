using System.Text.Json.Serialization;

namespace ReverseDns.App.Control;

/// <summary>One line of JSON to the control socket: "status", "metrics", "reload", "drain", or "zone" and "sign" with a zone's name.</summary>
internal sealed record ControlRequest(string Command, string? Zone = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
