namespace ReverseDns.App.Logging;

/// <summary>How an event is written.</summary>
internal enum LogFormat
{
    /// <summary>A line for people: time, level, what happened.</summary>
    Text,

    /// <summary>An object a line, with the event's name and its fields.</summary>
    Json,

    /// <summary>To the journal of systemd, with the same fields.</summary>
    Journal,
}
