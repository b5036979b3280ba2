namespace ReverseDns.Registry;

/// <summary>
/// The check-sum a registry publishes beside a file, "MD5 (file) = hex" or "hex  file". The name in it is not
/// compared: a mirror keeps the file under another one.
/// </summary>
internal static class ChecksumFile
{
    private const int Md5Digits = 32;

    /// <summary>Null when the file holds no MD5.</summary>
    public static string? Read(string path)
    {
        foreach (string word in File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length == Md5Digits && word.All(char.IsAsciiHexDigit))
            {
                return word.ToLowerInvariant();
            }
        }

        return null;
    }
}
