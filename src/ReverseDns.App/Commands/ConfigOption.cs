using System.CommandLine;
using ReverseDns.App.Configuration;

namespace ReverseDns.App.Commands;

/// <summary>The --config option and what every command does with a file that is wrong: all its errors, then nothing.</summary>
internal static class ConfigOption
{
    private const string Here = "rdns.yaml";
    private const string System = "/etc/rdns/rdns.yaml";

    public static Option<string> Create() => new("--config", "-c")
    {
        Description = "The configuration file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => File.Exists(Here) ? Here : System,
    };

    public static RdnsConfiguration? Read(string file, TextWriter error)
    {
        var errors = new ConfigErrors(file);
        var configuration = RdnsConfiguration.Read(file, errors);
        if (errors.Any)
        {
            error.WriteLine(string.Join(Environment.NewLine, errors.Lines));
        }

        return configuration;
    }
}
