namespace ReverseDns.App.Health;

/// <summary>When an instance stays although it has a bad reason: its floor.</summary>
internal enum KeepLast
{
    /// <summary>Every bad reason leads away from it.</summary>
    Never,

    /// <summary>Reasons of data lead away from it as long as another instance of the fleet is seen to be well.</summary>
    Fleet,

    /// <summary>Reasons of data never do.</summary>
    Data,

    /// <summary>None does, once it has been well since the start.</summary>
    Always,
}
