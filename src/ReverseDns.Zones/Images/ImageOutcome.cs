namespace ReverseDns.Zones;

/// <summary>What became of an attempt to use an image file.</summary>
public enum ImageOutcome
{
    Opened,

    /// <summary>Cut short, or a check-sum does not fit.</summary>
    Damaged,

    /// <summary>Written in another version of the format.</summary>
    OtherFormat,

    /// <summary>Its names are hashed with another key than this process has.</summary>
    OtherKey,

    /// <summary>The system would not let it be read.</summary>
    Unreadable,
}
