namespace ReverseDns.Zones;

/// <summary>What became of a record that is to be signed for one answer.</summary>
internal enum OnlineOutcome
{
    Written,

    /// <summary>It does not fit in the message with its signatures.</summary>
    NoRoom,

    /// <summary>No key is at hand, or nothing can be signed that would be right.</summary>
    NoKey,

    /// <summary>This thread has made as many signatures lately as it may.</summary>
    OverLimit,
}
