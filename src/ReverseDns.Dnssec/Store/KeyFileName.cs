using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>The name that BIND gives a pair of key files: "Kexample.net.+013+26456" and ".key" or ".private".</summary>
internal static class KeyFileName
{
    public const string PublicSuffix = ".key";
    public const string PrivateSuffix = ".private";

    public static string Stem(DomainName zone, SecurityAlgorithm algorithm, ushort keyTag) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(zone)}+{(byte)algorithm:D3}+{keyTag:D5}");

    /// <summary>Letters in lower case, digits, '-' and '_' stand for themselves, every other octet is %XX.</summary>
    public static string Prefix(DomainName zone)
    {
        var text = new StringBuilder("K");
        ReadOnlySpan<byte> wire = zone.ToLower().Wire;
        for (; wire[0] != 0; wire = wire[(wire[0] + 1)..])
        {
            foreach (byte octet in wire.Slice(1, wire[0]))
            {
                char character = (char)octet;
                bool plain = char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
                text.Append(plain ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"%{octet:X2}"));
            }

            text.Append('.');
        }

        return zone.IsRoot ? "K." : text.ToString();
    }

    /// <summary>False for what is no name of a key file; its zone, algorithm and key tag are read from inside.</summary>
    public static bool TrySplit(string path, [NotNullWhen(true)] out string? prefix)
    {
        string[] parts = Path.GetFileNameWithoutExtension(path).Split('+');
        bool valid = parts is [['K', .., '.'], { Length: 3 }, { Length: 5 }];
        prefix = valid ? parts[0] : null;
        return valid;
    }
}
