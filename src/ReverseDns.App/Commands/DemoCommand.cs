using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.Logging;
using ReverseDns.App.Serving;
using ReverseDns.Registry;
using ReverseDns.Server;

namespace ReverseDns.App.Commands;

/// <summary>rdns demo: the sample registry, built and answered from on the loopback addresses.</summary>
internal static class DemoCommand
{
    private const int DefaultPort = 5300;
    private static readonly string SamplePlan = Path.Combine("zones", "plan.yaml");

    public static Command Create()
    {
        var plan = new Option<string?>("--plan")
        {
            Description = "The plan to build from; by default zones/plan.yaml here, or of the repository that rdns was built in.",
            HelpName = "FILE",
        };
        var port = new Option<int>("--port")
        {
            Description = "The port on 127.0.0.1 and ::1.",
            DefaultValueFactory = _ => DefaultPort,
        };
        port.Validators.Add(value =>
        {
            if (value.GetValueOrDefault<int>() is < 1 or > 65_535)
            {
                value.AddError("--port: expected 1 to 65535");
            }
        });
        var command = new TaughtCommand(
            "demo",
            "Builds the sample registry, answers from it on 127.0.0.1 and ::1, and says what to try.",
            "rdns demo",
            "rdns demo --port 5353 --plan /opt/rdns/zones/plan.yaml") { plan, port };
        command.SetAction(result => RunAsync(
            result.GetValue(plan), result.GetValue(port), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(string? planFile, int port, TextWriter output, TextWriter error)
    {
        planFile ??= FindPlan();
        if (planFile is null)
        {
            await error.WriteLineAsync($"No {SamplePlan} here: say where it is with --plan");
            return ExitCode.Failed;
        }

        if (RegistryWork.ReadPlan(planFile, error) is not { } plan)
        {
            return ExitCode.Failed;
        }

        string folder = Directory.CreateTempSubdirectory("rdns-demo-").FullName;
        try
        {
            BuildReport? report = await RegistryWork.RunAsync(
                progress => RegistryBuild.Run(plan, folder, TimeProvider.System, progress), error);
            if (report is not { IsGood: true })
            {
                report?.WriteText(error);
                return ExitCode.Failed;
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Built {report.Zones.Length} zones with {report.Zones.Sum(zone => zone.Delegations)} delegations from {planFile}"));
            var setup = new InstanceSetup(Configure(folder, port), File: null, ControlSocket: null, _ => SayWhatToTry(output, port));
            int exitCode = await InstanceHost.RunAsync(setup, allowBroken: false, error);
            if (exitCode != ExitCode.Done)
            {
                await error.WriteLineAsync("Another port can be had with --port, for example: rdns demo --port 5353");
            }

            return exitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RdnsConfiguration Configure(string folder, int port) => new()
    {
        Server = new ServerOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)],
            PinWorkers = false,
        },
        DrainTime = TimeSpan.Zero,
        ControlSocket = "",
        StateFolder = null,
        Log = new LogOptions(LogLevel.Warning),
        Dnssec = DnssecConfiguration.None,
        Zones = [new ListedFolder(folder, "", ".zone")],
        FixedPart = "",
    };

    private static void SayWhatToTry(TextWriter output, int port)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Try:
              dig @127.0.0.1 -p {port} -x 192.0.2.3              # an RFC 2317 alias and where it leads
              dig @127.0.0.1 -p {port} 2.10.in-addr.arpa DS      # the DS of a delegation, asked of its parent
              dig @::1 -p {port} +norecurse -x 2001:db8:a000::1  # a referral below ip6.arpa
            ready: answering on 127.0.0.1:{port}, [::1]:{port}; Ctrl-C ends it
            """));
        output.Flush();
    }

    /// <summary>Here, or above the folder of the program: there it is in a working copy, from wherever it is started.</summary>
    private static string? FindPlan()
    {
        if (File.Exists(SamplePlan))
        {
            return SamplePlan;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string plan = Path.Combine(folder.FullName, SamplePlan);
            if (File.Exists(plan))
            {
                return plan;
            }
        }

        return null;
    }
}
