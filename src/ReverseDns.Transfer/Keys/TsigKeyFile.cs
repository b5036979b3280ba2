using System.Text.RegularExpressions;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Keys in the form that BIND's tsig-keygen writes: key "name" { algorithm hmac-sha256; secret "base64"; };. A file that
/// others than its owner and its group may read, or others than its owner write, is not used.
/// </summary>
public static partial class TsigKeyFile
{
    private const int MaxSize = 1 << 20;
    private const UnixFileMode Unsafe = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>All keys of a file; null, with the reason, when one of them cannot be used.</summary>
    public static IReadOnlyList<TsigKey>? Read(string path, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Unsafe) != UnixFileMode.None)
            {
                fault = "others may read or write it: its mode must be 0600, or 0640";
                return null;
            }

            if (new FileInfo(path).Length > MaxSize)
            {
                fault = "larger than 1 MiB";
                return null;
            }

            return Parse(Comment().Replace(File.ReadAllText(path), ""), out fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
            return null;
        }
    }

    private static List<TsigKey>? Parse(string text, out string? fault)
    {
        var keys = new List<TsigKey>();
        string rest = Clause().Replace(text, "");
        if (!string.IsNullOrWhiteSpace(rest))
        {
            fault = "not: key \"name\" { algorithm hmac-sha256; secret \"base64\"; };";
            return null;
        }

        foreach (Match clause in Clause().Matches(text))
        {
            string name = clause.Groups["name"].Value;
            if (Take(clause, out fault) is not { } key)
            {
                fault = $"key {name}: {fault}";
                return null;
            }

            keys.Add(key);
        }

        fault = keys.Count == 0 ? "there is no key in it" : null;
        return keys.Count == 0 ? null : keys;
    }

    private static TsigKey? Take(Match clause, out string? fault)
    {
        string algorithm = clause.Groups["algorithm"].Value;
        byte[] secret = new byte[clause.Groups["secret"].Length];
        fault = null;
        if (!DomainName.TryParse(clause.Groups["name"].Value, out DomainName name))
        {
            fault = "the name is no domain name";
        }
        else if (!TsigAlgorithms.TryParse(algorithm, out _, out _))
        {
            fault = $"unknown algorithm '{algorithm}'";
        }

        if (!Convert.TryFromBase64String(clause.Groups["secret"].Value, secret, out int length) || length == 0)
        {
            fault ??= "the secret is not base64";
        }

        return fault is null && TsigAlgorithms.TryParse(algorithm, out TsigAlgorithm known, out int macLength)
            ? new TsigKey(name, known, secret.AsSpan(0, length), macLength)
            : null;
    }

    [GeneratedRegex("""(?<=^|\s)(#|//).*$|/\*[\s\S]*?\*/""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        """key\s+"?(?<name>[^\s"{;]+)"?\s*\{\s*algorithm\s+"?(?<algorithm>[^\s";]+)"?\s*;\s*secret\s+"?(?<secret>[^\s";]+)"?\s*;\s*\}\s*;""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Clause();
}
