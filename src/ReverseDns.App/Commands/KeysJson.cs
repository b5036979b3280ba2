using System.Text.Json.Serialization;

namespace ReverseDns.App.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(KeyReport[]))]
[JsonSerializable(typeof(ZoneKeysReport[]))]
internal sealed partial class KeysJson : JsonSerializerContext;
