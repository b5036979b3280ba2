using System.Text.Json.Serialization;

namespace ReverseDns.App.Control;

/// <summary>
/// One line of JSON to the control socket: "status", "metrics", "reload", "drain"; "zone" and "sign" with a zone's name; "zones" for
/// the first of them, or for those behind the one named.
/// </summary>
internal sealed record ControlRequest(string Command, string? Zone = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
