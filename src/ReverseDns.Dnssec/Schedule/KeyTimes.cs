namespace ReverseDns.Dnssec;

/// <summary>The times in key files as what they tell of a key's life, and the life of a key as such times.</summary>
internal static class KeyTimes
{
    /// <summary>Null: the key is a spare, or gone already.</summary>
    public static KeyGoal? Goal(KeyTiming timing, DateTimeOffset now) =>
        timing.IsSpare || timing.Delete <= now ? null
        : timing.Inactive <= now ? KeyGoal.Retired
        : timing.Activate <= now ? KeyGoal.Active
        : KeyGoal.Standby;

    /// <summary>What the times are now that the state is this; those that were set stay.</summary>
    public static KeyTiming Of(ZoneKeyState state, KeyName name, KeyTiming timing, DateTimeOffset now)
    {
        bool isPublished = state.DnsKeys.Wanted.Keys.Contains(name);
        bool signs = state.Signatures.Wanted.Keys.Contains(name) || state.DnsKeys.Wanted.Signers.Contains(name);
        bool hasDs = state.Ds.Wanted.Keys.Contains(name);
        return timing with
        {
            Publish = timing.Publish ?? (isPublished ? now : null),
            Activate = timing.Activate ?? (signs ? now : null),
            Inactive = signs ? null : timing.Activate is null ? timing.Inactive : timing.Inactive ?? now,
            Delete = isPublished ? null : timing.Publish is null ? timing.Delete : timing.Delete ?? now,
            SyncPublish = timing.SyncPublish ?? (hasDs ? now : null),
            SyncDelete = hasDs ? null : timing.SyncPublish is null ? timing.SyncDelete : timing.SyncDelete ?? now,
        };
    }
}
