using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReverseDns.App.Route;

/// <summary>An address of the service, and how much around it is announced: 192.0.2.53/24 is answered on .53 and announced as 192.0.2.0/24.</summary>
internal sealed record AnnouncedAddress(IPAddress Address, int PrefixLength)
{
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    public IPNetwork Prefix => new(Masked(), PrefixLength);

    /// <summary>An address alone is announced as such.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AnnouncedAddress? address)
    {
        address = null;
        string[] parts = text.Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out IPAddress? parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && parts[0].Count(letter => letter == '.') != 3))
        {
            return false;
        }

        int longest = parsed.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        int length = longest;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length < 1 || length > longest))
        {
            return false;
        }

        address = new AnnouncedAddress(parsed, length);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    private IPAddress Masked()
    {
        byte[] octets = Address.GetAddressBytes();
        for (int bit = PrefixLength; bit < octets.Length * 8; bit++)
        {
            octets[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(octets);
    }
}
