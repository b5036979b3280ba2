using System.CommandLine;

namespace ReverseDns.App.Commands;

/// <summary>The whole command line of rdns.</summary>
internal static class RdnsCommand
{
    private static readonly string[] Examples =
    [
        "rdns demo                        build the sample registry and answer from it on 127.0.0.1:5300",
        "rdns build plan.yaml -o zones    make delegation zones from registry data",
        "rdns config --sample             print a configuration file with every key explained",
        "rdns check config rdns.yaml      list everything wrong with a configuration file",
        "rdns serve --config rdns.yaml    answer from the zones it lists",
        "rdns ctl reload                  read what changed, and say what became of it",
        "rdns fleet status                show all instances side by side",
        "rdns route                       announce the service while it is well, and withdraw it when it is not",
        "rdns keys status                 show the keys of signed zones, and how far rolls are",
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Authoritative DNS for the reverse tree: registry data in, right answers out.")
        {
            DemoCommand.Create(),
            ServeCommand.Create(),
            BuildCommand.Create(),
            CheckCommand.Create(),
            ConfigCommand.Create(),
            CtlCommand.Create(),
            FleetCommand.Create(),
            KeysCommand.Create(),
            RouteCommand.Create(),
        };
        TaughtCommand.TeachByExample(root, Examples);
        ParseResult parsed = root.Parse(arguments);

        // The host of a server answers the signals; a command that only works may be ended by them.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
        int result = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count > 0 && result != ExitCode.Done ? ExitCode.WrongUsage : result;
    }
}
