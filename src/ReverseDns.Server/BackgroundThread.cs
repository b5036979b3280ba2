namespace ReverseDns.Server;

/// <summary>Runs long work on a thread of its own that gives way to those that answer.</summary>
public static class BackgroundThread
{
    private const int OneThread = 0;
    private const int Nicest = 19;

    public static Task Run(Action work) => Task.Factory.StartNew(
        () =>
        {
            if (OperatingSystem.IsLinux())
            {
                // 0 is the calling thread: on Linux each has a nice value of its own.
                _ = LinuxCalls.SetPriority(OneThread, 0, Nicest);
            }

            work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
