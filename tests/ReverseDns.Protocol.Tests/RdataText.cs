namespace ReverseDns.Protocol.Tests;

/// <summary>RDATA between strings and arrays, as tests like it.</summary>
internal static class RdataText
{
    public static byte[]? Read(RecordType type, string text, out string? fault)
    {
        byte[] destination = new byte[Rdata.MaxLength];
        var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));
        bool read = Rdata.TryRead(type, ref reader, RdataSamples.Origin.Wire, destination, out int length);
        fault = reader.Fault is null ? null : $"{reader.FaultLine}:{reader.FaultColumn}: {reader.Fault}";
        return read ? destination[..length] : null;
    }

    public static byte[] Read(RecordType type, string text) =>
        Read(type, text, out string? fault) ?? throw new FormatException($"{type} {text}: {fault}");
}
