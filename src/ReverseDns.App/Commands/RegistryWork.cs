using ReverseDns.Registry;

namespace ReverseDns.App.Commands;

/// <summary>What the commands that build from a plan share: reading the plan, the progress bar, the report.</summary>
internal static class RegistryWork
{
    public static ZonePlan? ReadPlan(string path, TextWriter error)
    {
        var diagnostics = new List<PlanDiagnostic>();
        var plan = ZonePlan.Read(path, diagnostics);
        foreach (PlanDiagnostic diagnostic in diagnostics.OrderBy(diagnostic => (diagnostic.Line, diagnostic.Column)))
        {
            error.WriteLine(diagnostic);
        }

        return plan;
    }

    /// <summary>Null, with the reason on standard error, when the machine fails.</summary>
    public static async Task<BuildReport?> RunAsync(Func<IProgress<BuildProgress>?, BuildReport> work, TextWriter error)
    {
        try
        {
            return await Progress.ShowStagesAsync(
                show => Task.Run(() => work(show is null ? null : new Stages(show))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return null;
        }
    }

    public static int Show(BuildReport report, bool json, bool verbose, TextWriter output)
    {
        if (json)
        {
            using Stream stream = Console.OpenStandardOutput();
            report.WriteJson(stream);
            stream.Write("\n"u8);
        }
        else
        {
            report.WriteText(output, verbose);
        }

        return report.IsGood ? ExitCode.Done : ExitCode.Failed;
    }

    private sealed class Stages(Action<string, double, double> show) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => show(value.Stage, value.Done, value.Total);
    }
}
