using System.Net;
using System.Text;
using ReverseDns.App.Monitoring;

namespace ReverseDns.App.Configuration;

/// <summary>Reads where /metrics is answered, and to whom.</summary>
internal static class HttpSection
{
    private const int Port = 9_953;
    private const int ShortestToken = 16;

    public static HttpOptions Read(ConfigSection section, string folder, ConfigErrors errors)
    {
        IReadOnlyList<ConfigScalar> texts = section.Texts(
            "listen", [], "Addresses to answer on, such as 127.0.0.1; [] is no HTTP.");
        int port = section.Integer("port", Port, 1, 65_535, "The port of every address above that names none.");
        string file = section.Text(
            "token-file", "",
            "A file whose first line every request must show (Authorization: Bearer ...), 16 characters or more; without one " +
            "only loopback addresses are allowed.");
        int busiest = section.Integer(
            "busiest-zones", HttpOptions.DefaultBusiestZones, 0, 1_000_000,
            "Zones whose queries are shown each for itself, the busiest ones; those of all others are shown together.");
        string report = section.Text(
            "build-report", "", "What the last 'rdns build --json' has printed, shown as rdns_registry_...; \"\": there is no builder here.");
        section.End();
        List<IPEndPoint> listen = ConfigurationReader.Addresses("http.listen", texts, port, errors);
        byte[] token = file.Length > 0 && listen.Count > 0 ? Token(section, Path.GetFullPath(file, folder), errors) : [];
        if (file.Length == 0 && listen.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is { } open)
        {
            errors.Add(section.Place, $"http.listen: {open} is not of this machine alone, and takes a 'token-file'");
        }

        return new HttpOptions(listen, token, busiest, report.Length > 0 ? Path.GetFullPath(report, folder) : null);
    }

    private static byte[] Token(ConfigSection section, string file, ConfigErrors errors)
    {
        try
        {
            string token = (File.ReadLines(file).FirstOrDefault() ?? "").Trim();
            if (token.Length < ShortestToken)
            {
                errors.Add(section.Find("token-file")!, $"http.token-file: the first line of {file} is shorter than {ShortestToken} characters");
            }

            return Encoding.UTF8.GetBytes(token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(section.Find("token-file")!, $"http.token-file: {e.Message}");
            return [];
        }
    }
}
