using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>
/// The state of a zone's keys as text, one thing a line, with a digest at the end: what was cut off or edited by hand is
/// not taken for a state.
/// </summary>
internal static class ZoneKeyStateText
{
    private const string Format = "rdns-keys 1";
    private const string None = "-";

    public static string Write(DomainName zone, ZoneKeyState state)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Format}\nzone {zone}\nclock {(long)Math.Floor(state.Clock.TotalSeconds)}\n");
        foreach (ManagedKey key in state.Keys)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"key {key.Name} {key.Role} {key.Goal} {key.Since.ToUnixTimeSeconds()} {Down(key.SinceClock)} {(key.IsUrgent ? "urgent" : None)} {Convert.ToBase64String(key.DnsKey.Span)}\n");
        }

        Append(text, "dnskey", state.DnsKeys);
        Append(text, "signatures", state.Signatures);
        Append(text, "ds", state.Ds);
        string digested = text.ToString();
        return $"{digested}sha256 {Digest(digested)}\n";
    }

    public static bool TryRead(
        string text, DomainName zone, [NotNullWhen(true)] out ZoneKeyState? state, [NotNullWhen(false)] out string? fault)
    {
        state = null;
        int digest = text.LastIndexOf("sha256 ", StringComparison.Ordinal);
        if (digest < 0 || !text[digest..].Trim().Equals($"sha256 {Digest(text[..digest])}", StringComparison.Ordinal))
        {
            fault = "its digest does not fit: it was cut off or edited";
            return false;
        }

        string[][] lines = [.. text[..digest].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        var reader = new Reader();
        bool valid = string.Join(' ', lines[0]).Equals(Format, StringComparison.Ordinal)
            && Array.TrueForAll(lines[1..], line => reader.TryTake(line, zone));
        state = valid ? reader.State : null;
        fault = state is null ? $"it is no state of the keys of {zone}" : null;
        return state is not null;
    }

    private static void Append(StringBuilder text, string name, KeySetVersions versions)
    {
        foreach (KeySetVersion version in versions.All)
        {
            string gone = version.GoneAt is TimeSpan at ? Seconds(at).ToString(CultureInfo.InvariantCulture) : None;
            text.Append(
                CultureInfo.InvariantCulture, $"{name} {version.Keys} {version.Signers} {Seconds(version.TimeToLive)} {gone}\n");
        }
    }

    /// <summary>Up, as the clock goes down: what is waited for is never shorter for having been written.</summary>
    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    /// <summary>Down, as the clock goes: what is counted from it is not later for having been written.</summary>
    private static string Down(TimeSpan? clock) =>
        clock is TimeSpan time ? ((long)Math.Floor(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : None;

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class Reader
    {
        private readonly Dictionary<string, List<KeySetVersion>> _versions =
            new(StringComparer.Ordinal) { ["dnskey"] = [], ["signatures"] = [], ["ds"] = [] };

        private readonly List<ManagedKey> _keys = [];
        private TimeSpan? _clock;
        private bool _isOfZone;

        /// <summary>Null when something is missing.</summary>
        public ZoneKeyState? State =>
            _isOfZone && _clock is TimeSpan clock && _versions.Values.All(versions => versions.Count > 0)
                ? new ZoneKeyState(
                    clock, [.. _keys], KeySetVersions.Of(_versions["dnskey"]), KeySetVersions.Of(_versions["signatures"]), KeySetVersions.Of(_versions["ds"]))
                : null;

        public bool TryTake(string[] line, DomainName zone) => line switch
        {
            ["zone", string name] => _isOfZone = DomainName.TryParse(name, out DomainName parsed) && parsed == zone,
            ["clock", string seconds] => TryTime(seconds, out TimeSpan time) && (_clock = time) is not null,
            ["key", string name, string role, string goal, string since, string clock, string urgent, string dnsKey] =>
                TryTakeKey(name, role, goal, since, clock, urgent, dnsKey),
            [string kind, string keys, string signers, string timeToLive, string gone] =>
                TryTakeVersion(kind, keys, signers, timeToLive, gone),
            _ => false,
        };

        private bool TryTakeKey(string name, string role, string goal, string since, string clock, string urgent, string dnsKey)
        {
            byte[] octets = new byte[dnsKey.Length];
            bool hasClock = TryTime(clock, out TimeSpan sinceClock);
            if (!KeyName.TryParse(name, out KeyName keyName)
                || !Enum.TryParse(role, out KeyRole keyRole)
                || !Enum.TryParse(goal, out KeyGoal keyGoal)
                || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                || (!hasClock && !clock.Equals(None, StringComparison.Ordinal))
                || !Convert.TryFromBase64String(dnsKey, octets, out int length))
            {
                return false;
            }

            bool isUrgent = !urgent.Equals(None, StringComparison.Ordinal);
            var sinceTime = DateTimeOffset.FromUnixTimeSeconds(seconds);
            _keys.Add(new ManagedKey(
                keyName, keyRole, keyGoal, octets.AsMemory(0, length), sinceTime, hasClock ? sinceClock : null, isUrgent));
            return true;
        }

        private bool TryTakeVersion(string kind, string keys, string signers, string timeToLive, string gone)
        {
            bool stays = gone.Equals(None, StringComparison.Ordinal);
            TimeSpan goneAt = TimeSpan.Zero;
            if (!_versions.TryGetValue(kind, out List<KeySetVersion>? versions)
                || !KeySet.TryParse(keys, out KeySet keySet)
                || !KeySet.TryParse(signers, out KeySet signerSet)
                || !TryTime(timeToLive, out TimeSpan time)
                || (!stays && !TryTime(gone, out goneAt)))
            {
                return false;
            }

            versions.Add(new KeySetVersion(keySet, signerSet, time, stays ? null : goneAt));
            return true;
        }

        private static bool TryTime(string text, out TimeSpan time)
        {
            bool valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                && seconds < (long)TimeSpan.MaxValue.TotalSeconds;
            time = valid ? TimeSpan.FromSeconds(seconds) : default;
            return valid;
        }
    }
}
