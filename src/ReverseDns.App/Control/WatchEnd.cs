namespace ReverseDns.App.Control;

/// <summary>The last line of a watch.</summary>
/// <param name="Lost">Questions without a line: more than are shown in a second, or than the watcher has read.</param>
internal sealed record WatchEnd(long Shown, long Lost);
