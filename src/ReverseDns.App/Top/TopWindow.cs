namespace ReverseDns.App.Top;

/// <summary>How far back a list of the most frequent goes.</summary>
internal enum TopWindow
{
    /// <summary>The last five minutes by the clock that are over, and those that run.</summary>
    FiveMinutes,

    /// <summary>The last twelve of them, and those that run.</summary>
    Hour,

    /// <summary>The last hours by the clock, up to a day.</summary>
    Day,
}
