namespace ReverseDns.Server;

/// <summary>Runs long work on a thread of its own that gives way to those that answer.</summary>
public static class BackgroundThread
{
    private const int OneThread = 0;
    private const int Nicest = 19;
    private const int Nice = 10;

    public static Task Run(Action work) => Run(work, Nicest);

    /// <summary>For what empties buffers that those fill who answer: it gives way too, and still comes when all cores are busy.</summary>
    public static Task RunPromptly(Action work) => Run(work, Nice);

    private static Task Run(Action work, int nice) => Task.Factory.StartNew(
        () =>
        {
            if (OperatingSystem.IsLinux())
            {
                // 0 is the calling thread: on Linux each has a nice value of its own.
                _ = LinuxCalls.SetPriority(OneThread, 0, nice);
            }

            work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
