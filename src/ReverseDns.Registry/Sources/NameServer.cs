namespace ReverseDns.Registry;

/// <summary>A host that serves a zone, with the addresses its holder gave for it.</summary>
public sealed record NameServer(DomainName Host, ImmutableArray<AddressPrefix> Addresses)
{
    private const int MaxHostLength = 253;

    /// <summary>Reads a host name of letters, digits and hyphens, with or without its final dot.</summary>
    public static bool TryParseHost(string text, out DomainName host, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.EndsWith('.') ? text[..^1] : text;
        host = default;
        fault = "";
        string[] labels = name.Split('.');
        if (AddressPrefix.TryParse(name, out _))
        {
            fault = $"'{text}' is an address, not a host name";
        }
        else if (name.Length is 0 or > MaxHostLength || !labels.All(IsHostLabel))
        {
            fault = $"'{text}' is not a host name of letters, digits and hyphens";
        }
        else if (labels.Length < 2 || labels[^1].All(char.IsAsciiDigit))
        {
            fault = $"'{text}' is not a full host name";
        }
        else
        {
            host = DomainName.Parse(name).ToLower();
        }

        return fault.Length == 0;
    }

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-'
        && label.All(value => char.IsAsciiLetterOrDigit(value) || value == '-');
}
