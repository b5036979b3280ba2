namespace ReverseDns.Dnssec;

/// <summary>The timing lines of key files: a name and fourteen digits of UTC.</summary>
internal static class TimingFields
{
    private const string Format = "yyyyMMddHHmmss";

    public static IEnumerable<(string Name, DateTimeOffset Time)> List(KeyTiming timing)
    {
        (string Name, DateTimeOffset? Time)[] all =
        [
            ("Created", timing.Created), ("Publish", timing.Publish), ("Activate", timing.Activate),
            ("Revoke", timing.Revoke), ("Inactive", timing.Inactive), ("Delete", timing.Delete),
            ("SyncPublish", timing.SyncPublish), ("SyncDelete", timing.SyncDelete),
        ];
        return from entry in all where entry.Time is not null select (entry.Name, entry.Time!.Value);
    }

    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Names of other lines, and times that are none, change nothing.</summary>
    public static KeyTiming With(KeyTiming timing, string name, string text)
    {
        if (!DateTimeOffset.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return timing;
        }

        return name switch
        {
            "Created" => timing with { Created = time },
            "Publish" => timing with { Publish = time },
            "Activate" => timing with { Activate = time },
            "Revoke" => timing with { Revoke = time },
            "Inactive" => timing with { Inactive = time },
            "Delete" => timing with { Delete = time },
            "SyncPublish" => timing with { SyncPublish = time },
            "SyncDelete" => timing with { SyncDelete = time },
            _ => timing,
        };
    }
}
