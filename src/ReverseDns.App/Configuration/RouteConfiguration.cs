using ReverseDns.App.Logging;
using ReverseDns.App.Route;

namespace ReverseDns.App.Configuration;

/// <summary>As much of rdns.yaml as the guard of the route needs: it may read neither keys nor zones.</summary>
internal sealed record RouteConfiguration(RouteOptions Route, LogOptions Log)
{
    /// <summary>Null when something is wrong, or no route is configured; the reason has been written.</summary>
    public static RouteConfiguration? Read(string file, TextWriter error)
    {
        var errors = new ConfigErrors(file);
        RouteOptions? route = null;
        LogOptions log = new();
        try
        {
            using var text = new StreamReader(file);
            if (ConfigText.Read(text, errors) is { } map)
            {
                var root = new ConfigSection("", map, errors, new SampleText());
                string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
                route = RouteSection.Read(root.Section("route", ""), folder, errors);
                log = ConfigurationReader.Log(root.Section("log", ""));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(1, 1, $"cannot be read: {e.Message}");
        }

        if (!errors.Any && route is null)
        {
            errors.Add(1, 1, "route.addresses: none, so there is no route to guard");
        }

        foreach (string line in errors.Lines)
        {
            error.WriteLine(line);
        }

        return errors.Any ? null : new RouteConfiguration(route!, log);
    }
}
