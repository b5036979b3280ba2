using System.Text.Json.Serialization;
using ReverseDns.App.Top;

namespace ReverseDns.App.Control;

/// <summary>
/// One line of JSON to the control socket: "status", "metrics", "reload", "drain", "handover"; "zone" and "sign" with a zone's name; "zones" for
/// the first of them, or for those behind the one named; "top" with how far back, and how many entries a list may have; "watch" with a prefix, a name and a number of lines, or without.
/// </summary>
internal sealed record ControlRequest(
    string Command,
    string? Zone = null,
    TopWindow Window = TopWindow.Hour,
    int Count = 10,
    string? Client = null,
    string? Name = null,
    int? Lines = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
