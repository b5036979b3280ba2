using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>One SvcParam of SVCB and HTTPS: the name of its key and the form of its value (RFC 9460, section 7).</summary>
internal static class ServiceParameter
{
    public const int Mandatory = 0;
    public const int InvalidKey = 65535;

    private const int Alpn = 1;
    private const int NoDefaultAlpn = 2;
    private const int Port = 3;
    private const int IPv4Hint = 4;
    private const int Ech = 5;
    private const int IPv6Hint = 6;
    private const int DohPath = 7;
    private const int Ohttp = 8;

    private static readonly string[] Names =
        ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"];

    public static string NameOf(int key) =>
        key < Names.Length ? Names[key] : string.Create(CultureInfo.InvariantCulture, $"key{key}");

    /// <param name="isGeneric">Written as keyNNNNN: the value is text that stands for its octets, whatever the key.</param>
    public static bool TryParseKey(scoped ReadOnlySpan<byte> name, out int key, out bool isGeneric)
    {
        isGeneric = false;
        for (key = 0; key < Names.Length; key++)
        {
            if (Ascii.EqualsIgnoreCase(name, Names[key]))
            {
                return true;
            }
        }

        isGeneric = true;
        bool hasNumber = DecimalText.TryParse(name[Math.Min(3, name.Length)..], InvalidKey - 1, out uint number);
        key = (int)number;
        return hasNumber && Ascii.EqualsIgnoreCase(name[..3], "key"u8) && (name[3] != '0' || name.Length == 4);
    }

    public static bool TryParseValue(
        int key, bool isGeneric, scoped ReadOnlySpan<byte> escaped, scoped Span<byte> destination, out int length)
    {
        length = 0;
        Span<byte> unescaped = new byte[escaped.Length];
        if (!CharacterText.TryUnescape(escaped, unescaped, out int octets))
        {
            return false;
        }

        ReadOnlySpan<byte> value = unescaped[..octets];
        bool parsed = isGeneric ? TryCopy(value, destination, out length) : key switch
        {
            Mandatory => TryParseKeys(value, destination, out length),
            Alpn => TryParseProtocols(value, destination, out length),
            Port => TryParsePort(value, destination, out length),
            IPv4Hint or IPv6Hint => TryParseAddresses(value, key == IPv6Hint, destination, out length),
            Ech => Base64.DecodeFromUtf8(value, destination, out _, out length) == OperationStatus.Done,
            _ => TryCopy(value, destination, out length),
        };
        return parsed && IsValid(key, destination[..length]);
    }

    public static bool IsValid(int key, scoped ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case Mandatory:
                return IsAscendingKeys(value);
            case Alpn:
                return IsProtocols(value);
            case NoDefaultAlpn or Ohttp:
                return value.IsEmpty;
            case Port:
                return value.Length == sizeof(ushort);
            case IPv4Hint:
                return value.Length > 0 && value.Length % 4 == 0;
            case IPv6Hint:
                return value.Length > 0 && value.Length % 16 == 0;
            case Ech or DohPath:
                return value.Length > 0;
            default:
                return true;
        }
    }

    public static void Write(int key, ReadOnlySpan<byte> value, StringBuilder text)
    {
        text.Append(NameOf(key));
        if (value.IsEmpty)
        {
            return;
        }

        text.Append('=');
        switch (key)
        {
            case Mandatory:
                WriteList(value, sizeof(ushort), text, static (item, text) =>
                    text.Append(NameOf(BinaryPrimitives.ReadUInt16BigEndian(item))));
                break;
            case Alpn:
                CharacterText.AppendQuoted(text, JoinProtocols(value));
                break;
            case Port:
                text.Append(BinaryPrimitives.ReadUInt16BigEndian(value));
                break;
            case IPv4Hint:
                WriteList(value, 4, text, static (item, text) => AddressText.AppendIPv4(text, item));
                break;
            case IPv6Hint:
                WriteList(value, 16, text, static (item, text) => AddressText.AppendIPv6(text, item));
                break;
            case Ech:
                text.Append('"').Append(Convert.ToBase64String(value)).Append('"');
                break;
            default:
                CharacterText.AppendQuoted(text, value);
                break;
        }
    }

    private static bool TryCopy(scoped ReadOnlySpan<byte> value, scoped Span<byte> destination, out int length)
    {
        length = value.Length;
        return value.TryCopyTo(destination);
    }

    private static bool TryParsePort(scoped ReadOnlySpan<byte> value, scoped Span<byte> destination, out int length)
    {
        length = sizeof(ushort);
        return DecimalText.TryParse(value, ushort.MaxValue, out uint port)
            && BinaryPrimitives.TryWriteUInt16BigEndian(destination, (ushort)port);
    }

    private static bool TryParseAddresses(
        scoped ReadOnlySpan<byte> value, bool isIPv6, scoped Span<byte> destination, out int length)
    {
        int size = isIPv6 ? 16 : 4;
        length = 0;
        foreach (Range range in value.Split((byte)','))
        {
            if (destination.Length - length < size || !(isIPv6
                ? AddressText.TryParseIPv6(value[range], destination[length..])
                : AddressText.TryParseIPv4(value[range], destination[length..])))
            {
                return false;
            }

            length += size;
        }

        return true;
    }

    /// <summary>The keys may stand in any order in text; on the wire they ascend.</summary>
    private static bool TryParseKeys(scoped ReadOnlySpan<byte> value, scoped Span<byte> destination, out int length)
    {
        var keys = new List<int>();
        length = 0;
        foreach (Range range in value.Split((byte)','))
        {
            if (!TryParseKey(value[range], out int key, out _))
            {
                return false;
            }

            keys.Add(key);
        }

        if (keys.Count * sizeof(ushort) > destination.Length)
        {
            return false;
        }

        keys.Sort();
        foreach (int key in keys)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[length..], (ushort)key);
            length += sizeof(ushort);
        }

        return true;
    }

    /// <summary>A list with commas, where a backslash lets a comma or a backslash be part of an item (appendix A.1).</summary>
    private static bool TryParseProtocols(scoped ReadOnlySpan<byte> value, scoped Span<byte> destination, out int length)
    {
        int item = 0;
        length = 1;
        for (int i = 0; i <= value.Length; i++)
        {
            bool escapes = i < value.Length && value[i] == '\\';
            i += escapes ? 1 : 0;
            if (length >= destination.Length || (escapes && i == value.Length))
            {
                return false;
            }

            if (i < value.Length && (escapes || value[i] != ','))
            {
                destination[length++] = value[i];
                continue;
            }

            if (length - item - 1 is 0 or > byte.MaxValue)
            {
                return false;
            }

            destination[item] = (byte)(length - item - 1);
            item = length++;
        }

        length = item;
        return true;
    }

    private static byte[] JoinProtocols(ReadOnlySpan<byte> value)
    {
        var joined = new List<byte>();
        for (; !value.IsEmpty; value = value[(value[0] + 1)..])
        {
            if (joined.Count > 0)
            {
                joined.Add((byte)',');
            }

            foreach (byte octet in value.Slice(1, value[0]))
            {
                if (octet is (byte)',' or (byte)'\\')
                {
                    joined.Add((byte)'\\');
                }

                joined.Add(octet);
            }
        }

        return [.. joined];
    }

    private static bool IsAscendingKeys(scoped ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length % sizeof(ushort) != 0)
        {
            return false;
        }

        // The list never names itself, and so starts above key 0.
        for (int last = Mandatory; !value.IsEmpty; value = value[sizeof(ushort)..])
        {
            int key = BinaryPrimitives.ReadUInt16BigEndian(value);
            if (key <= last)
            {
                return false;
            }

            last = key;
        }

        return true;
    }

    private static bool IsProtocols(scoped ReadOnlySpan<byte> value)
    {
        bool any = !value.IsEmpty;
        while (!value.IsEmpty)
        {
            if (value[0] == 0 || value[0] >= value.Length)
            {
                return false;
            }

            value = value[(value[0] + 1)..];
        }

        return any;
    }

    private static void WriteList(
        ReadOnlySpan<byte> value, int size, StringBuilder text, Action<ReadOnlySpan<byte>, StringBuilder> write)
    {
        for (int position = 0; position < value.Length; position += size)
        {
            text.Append(position > 0 ? "," : string.Empty);
            write(value.Slice(position, size), text);
        }
    }
}
