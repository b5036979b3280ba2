using ReverseDns.Server;

namespace ReverseDns.App.Configuration;

/// <summary>Reads whether cookies are given, and the file with their secrets.</summary>
internal static class CookieSection
{
    private const UnixFileMode Unsafe = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static CookieOptions Read(ConfigSection section, string folder, ConfigErrors errors)
    {
        var byDefault = new CookieOptions();
        bool isOn = section.Boolean("enabled", byDefault.IsOn, "Answer those who send a cookie with ours.");
        string file = section.Text(
            "secret-file", "",
            "Secrets that all instances of one address share, a line of 32 hexadecimal digits each, as NSD's: the first makes cookies, the others are " +
            "good for those that are brought back. Mode 0600, or 0640. \"\": one is drawn at the start.",
            4_096);
        bool isRequired = section.Boolean(
            "require", byDefault.IsRequired, "Who sends a cookie over UDP gets no answer but BADCOOKIE until it is ours.");
        section.End();
        IReadOnlyList<CookieSecret> secrets = file.Length > 0 && isOn ? Secrets(section, Path.GetFullPath(file, folder), errors) : [];
        return new CookieOptions { IsOn = isOn, IsRequired = isRequired, Secrets = secrets };
    }

    private static List<CookieSecret> Secrets(ConfigSection section, string file, ConfigErrors errors)
    {
        var secrets = new List<CookieSecret>();
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Unsafe) != UnixFileMode.None)
            {
                errors.Add(Place(section), $"cookies.secret-file: {file}: others may read or write it: its mode must be 0600, or 0640");
                return secrets;
            }

            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                string text = line.Split('#')[0].Trim();
                if (text.Length > 0 && !Add(secrets, text))
                {
                    errors.Add(Place(section), $"cookies.secret-file: {file}, line {number}: not 32 hexadecimal digits, or more than {CookieOptions.MostSecrets} secrets");
                    return secrets;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Place(section), $"cookies.secret-file: {e.Message}");
            return secrets;
        }

        if (secrets.Count == 0)
        {
            errors.Add(Place(section), $"cookies.secret-file: {file} has no secret");
        }

        return secrets;
    }

    private static bool Add(List<CookieSecret> secrets, string text)
    {
        bool isRead = CookieSecret.TryParse(text, out CookieSecret secret) && secrets.Count < CookieOptions.MostSecrets;
        secrets.Add(secret);
        return isRead;
    }

    private static ConfigNode Place(ConfigSection section) => section.Find("secret-file")!;
}
