namespace ReverseDns.Protocol;

/// <summary>One option of an OPT record.</summary>
public readonly ref struct EdnsOption(EdnsOptionCode code, ReadOnlySpan<byte> value)
{
    public EdnsOptionCode Code { get; } = code;

    public ReadOnlySpan<byte> Value { get; } = value;
}
