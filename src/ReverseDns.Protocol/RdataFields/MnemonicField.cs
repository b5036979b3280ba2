namespace ReverseDns.Protocol.RdataFields;

/// <summary>A code point that is read as a number or as its mnemonic.</summary>
/// <param name="writesMnemonic">Presentation form has the mnemonic where there is one; else always the number.</param>
internal sealed class MnemonicField(
    int octets, bool writesMnemonic, string expected, params (string Name, uint Value)[] mnemonics) : RdataField
{
    private readonly uint _max = uint.MaxValue >> (32 - (8 * octets));

    private readonly (byte[] Name, uint Value)[] _mnemonics =
        [.. mnemonics.Select(entry => (Encoding.ASCII.GetBytes(entry.Name), entry.Value))];

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(expected, out PresentationToken token) || !HasRoom(ref reader, rdata, position, octets))
        {
            return false;
        }

        if (!TryFind(token.Text, out uint value))
        {
            reader.Refuse(token, expected);
            return false;
        }

        NumberField.Put(rdata[position..], octets, value);
        position += octets;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, octets);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        uint value = NumberField.Get(rdata[position..], octets);
        position += octets;
        string? name = writesMnemonic
            ? mnemonics.Where(entry => entry.Value == value).Select(entry => entry.Name).FirstOrDefault()
            : null;
        text.Append(name ?? value.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private bool TryFind(scoped ReadOnlySpan<byte> text, out uint value)
    {
        if (DecimalText.TryParse(text, _max, out value))
        {
            return true;
        }

        foreach ((byte[] name, uint code) in _mnemonics)
        {
            if (Ascii.EqualsIgnoreCase(text, name))
            {
                value = code;
                return true;
            }
        }

        return false;
    }
}
