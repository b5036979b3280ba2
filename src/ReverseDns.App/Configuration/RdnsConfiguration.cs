using ReverseDns.App.Health;
using ReverseDns.App.Logging;
using ReverseDns.App.Monitoring;
using ReverseDns.App.Route;
using ReverseDns.App.Rssac002;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Configuration;

/// <summary>All of rdns.yaml, checked; relative paths are completed with the folder of the file.</summary>
internal sealed record RdnsConfiguration
{
    public const int DefaultDrawsOneIn = 32;

    private const long MaxFileSize = 64 << 20;

    public required ServerOptions Server { get; init; }

    /// <summary>From the first signal to stop until the last answer.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>Where metrics are to be had.</summary>
    public HttpOptions Http { get; init; } = HttpOptions.None;

    /// <summary>What the instance is held against.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Where questions and answers are written; null: nowhere.</summary>
    public DnstapOptions? Dnstap { get; init; }

    /// <summary>Null: nothing is announced from here.</summary>
    public RouteOptions? Route { get; init; }

    /// <summary>What is counted is remembered in the state folder.</summary>
    public bool KeepsHistory { get; init; } = true;

    /// <summary>One of so many queries is drawn for the lists of what is asked most; 0: none is.</summary>
    public int DrawsOneIn { get; init; } = DefaultDrawsOneIn;

    public Rssac002Options Reports { get; init; } = Rssac002Options.None;

    public required string ControlSocket { get; init; }

    /// <summary>Null: nothing is kept for the next start.</summary>
    public required string? StateFolder { get; init; }

    public LogOptions Log { get; init; } = new();

    public required DnssecConfiguration Dnssec { get; init; }

    public required IReadOnlyList<ZoneListing> Zones { get; init; }

    /// <summary>Keys, and who may have which zone.</summary>
    public TransferSettings Transfers { get; init; } = TransferSettings.None;

    /// <summary>Who is told of new versions.</summary>
    public IReadOnlyList<ListedNotify> Notifies { get; init; } = [];

    /// <summary>What zones answer beyond what they hold.</summary>
    public IReadOnlyList<SynthesisRule> Synthesis { get; init; } = [];

    /// <summary>All keys that a reload does not look at, as written: when it differs, they take effect with a restart.</summary>
    public required string FixedPart { get; init; }

    /// <summary>A file in which every key stands with its default.</summary>
    public static string Sample()
    {
        var sample = new SampleText();
        ConfigurationReader.Read(new ConfigMap([], 1, 1), "/", new ConfigErrors(""), sample);
        return "# Configuration of rdns. Every key is shown with its default; what is left out keeps it.\n" +
            "# Relative paths start from the folder of this file.\n" + sample;
    }

    /// <summary>Null when anything is wrong; the errors say all of it.</summary>
    public static RdnsConfiguration? Read(string file, ConfigErrors errors)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > MaxFileSize)
            {
                errors.Add(1, 1, "larger than 64 MiB");
                return null;
            }

            using var text = new StreamReader(stream);
            string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
            RdnsConfiguration? configuration = ConfigText.Read(text, errors) is { } map
                ? ConfigurationReader.Read(map, folder, errors, new SampleText())
                : null;
            return errors.Any ? null : configuration;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(1, 1, $"cannot be read: {e.Message}");
            return null;
        }
    }
}
