using System.Globalization;

namespace ReverseDns.Bench.Results;

/// <summary>A server and all processes below it, as /proc tells of them.</summary>
internal sealed class ProcessTree(int root)
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor time so far, in seconds; a process that ended takes its time along.</summary>
    public (double User, double System) Cpu()
    {
        (double user, double system) = (0, 0);
        foreach (int process in Processes())
        {
            string[] fields = Fields(process);
            if (fields.Length > 12)
            {
                user += double.Parse(fields[11], CultureInfo.InvariantCulture) / TicksPerSecond;
                system += double.Parse(fields[12], CultureInfo.InvariantCulture) / TicksPerSecond;
            }
        }

        return (user, system);
    }

    /// <summary>Proportional set size in megabytes (10^6): a page shared by n processes counts as its nth part in each.</summary>
    public double Memory()
    {
        double kibibytes = 0;
        foreach (int process in Processes())
        {
            string? line = Read($"/proc/{process}/smaps_rollup").Split('\n')
                .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            kibibytes += line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        return kibibytes * 1024 / 1e6;
    }

    private List<int> Processes()
    {
        var parents = new Dictionary<int, int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int process)
                && Fields(process) is { Length: > 12 } fields)
            {
                parents[process] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            }
        }

        var tree = new List<int> { root };
        for (int i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents.Where(item => item.Value == tree[i]).Select(item => item.Key));
        }

        return tree;
    }

    /// <summary>/proc/PID/stat from its third field on; what comes before ends with a name that may hold anything.</summary>
    private static string[] Fields(int process)
    {
        string text = Read($"/proc/{process}/stat");
        int name = text.LastIndexOf(')');
        return name < 0 ? [] : text[(name + 2)..].Split(' ');
    }

    /// <summary>Empty when the process has ended.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
