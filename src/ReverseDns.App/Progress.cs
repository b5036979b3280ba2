using Spectre.Console;

namespace ReverseDns.App;

/// <summary>A progress bar on standard error while long work runs; nothing at all where no person watches.</summary>
internal static class Progress
{
    public static async Task<T> ShowAsync<T>(string title, double total, Func<Action<int>?, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(enabled: true).StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask(title, maxValue: total);
            return await work(done => bar.Value = done);
        });
    }
}
