namespace ReverseDns.App.Route.Guard;

/// <summary>What was read back of a standing.</summary>
/// <param name="Number">Of the change that was looked for.</param>
/// <param name="IsAlarm">It is not so, and should have been long ago.</param>
internal sealed record Verification(long Number, bool IsVerified, string Seen, bool IsAlarm);
