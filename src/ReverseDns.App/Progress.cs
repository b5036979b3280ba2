using Spectre.Console;

namespace ReverseDns.App;

/// <summary>A progress bar on standard error while long work runs; nothing at all where no person watches.</summary>
internal static class Progress
{
    public static Task<T> ShowAsync<T>(string title, double total, Func<Action<int>?, Task<T>> work) =>
        Console.IsErrorRedirected ? work(null) : ShowBarAsync(title, total, work);

    /// <param name="work">Reports the stage it is in, how much of it is done, and of how much.</param>
    public static async Task<T> ShowStagesAsync<T>(Func<Action<string, double, double>?, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(null);
        }

        return await Bar().StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask("starting");
            return await work((stage, done, total) =>
            {
                (bar.Description, bar.MaxValue) = (Markup.Escape(stage), Math.Max(total, 1));
                bar.Value = done;
            });
        });
    }

    private static Task<T> ShowBarAsync<T>(string title, double total, Func<Action<int>?, Task<T>> work) =>
        Bar().StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask(title, maxValue: Math.Max(total, 1));
            return await work(done => bar.Value = done);
        });

    private static Spectre.Console.Progress Bar() => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
        .Progress()
        .AutoClear(enabled: true);
}
