using ReverseDns.App.Fleet;

namespace ReverseDns.App.Configuration;

/// <summary>Reads where the instances of the fleet show themselves.</summary>
internal static class FleetSection
{
    private const string Example =
        """
        fleet:
          - url: http://192.0.2.1:9953
            name: fra                        # without it, host and port of the URL
            token-file: fleet.token          # what 'http.token-file' of that instance has; without it, nothing is shown
        """;

    public static IReadOnlyList<FleetInstance> Read(ConfigSection root, string folder, ConfigErrors errors)
    {
        var instances = new List<FleetInstance>();
        foreach ((ConfigSection section, ConfigMap place) in root.Maps(
            "fleet", "The instances, for 'rdns fleet status' and the floor (health.keep-last); the list may be the same everywhere.", Example))
        {
            string url = section.Text("url", "", "");
            string name = section.Text("name", "", "", 100);
            string file = section.Text("token-file", "", "", 4_096);
            section.End();
            string token = "";
            if (TryRead(url) is not { } address)
            {
                errors.Add(place, $"fleet.url: '{url}' is no http:// or https:// URL");
            }
            else if (file.Length > 0 && !TryReadToken(Path.GetFullPath(file, folder), out token))
            {
                errors.Add(place, $"fleet.token-file: {token}");
            }
            else
            {
                instances.Add(new FleetInstance(name.Length > 0 ? name : address.Authority, address, file.Length > 0 ? token : null));
            }
        }

        foreach (IGrouping<string, FleetInstance> twice in instances.GroupBy(instance => instance.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            errors.Add(root.Find("fleet")!, $"fleet: there are two instances {twice.Key}");
        }

        return instances;
    }

    /// <summary>With a path that pages are found below; null when it is no URL of a page.</summary>
    public static Uri? TryRead(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? url) && url is { Scheme: "http" or "https" } ? url : null;

    /// <param name="token">The first line; why there is none when that is so.</param>
    public static bool TryReadToken(string file, out string token)
    {
        try
        {
            token = (File.ReadLines(file).FirstOrDefault() ?? "").Trim();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            token = e.Message;
            return false;
        }
    }
}
