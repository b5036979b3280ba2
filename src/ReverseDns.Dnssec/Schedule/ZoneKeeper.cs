using System.Collections.Immutable;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>
/// Keeps the keys of one zone: runs the schedule, makes the keys that it asks for, and has every step on the disk before
/// anything is published. Stopped between any two writes, the next run goes on from there.
/// </summary>
public sealed class ZoneKeeper(KeyStore store, DomainName zone, TimeProvider time)
{
    private const UnixFileMode StateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Keys for a standby follow those in use.</summary>
    private const int MaxRounds = 3;

    private static readonly TimeSpan ClockStep = TimeSpan.FromHours(1);

    private long? _lastRun;

    public DomainName Zone => zone;

    private string StatePath => Path.Combine(store.Folder, KeyFileName.Prefix(zone) + "state");

    /// <param name="served">The zone as it is served; null: it is not.</param>
    /// <param name="parent">What the parent's servers say; null: not known.</param>
    /// <exception cref="IOException">Something could not be read or written: what was published stays.</exception>
    public KeeperRun Run(KeyPolicy policy, ServedKeys? served, ParentKeys? parent)
    {
        using FileStream hold = Hold();
        long started = time.GetTimestamp();
        TimeSpan elapsed = _lastRun is long last ? time.GetElapsedTime(last, started) : TimeSpan.Zero;
        List<string> alarms = [];
        (List<StoredKey> keys, ZoneKeyState state, bool isNew) = Read(served, parent, alarms);
        if (isNew && keys.Count == 0 && served is { DnsKeys.IsEmpty: false })
        {
            // New keys would be bogus to everyone who has a DS of these, and so would none.
            alarms.Add($"The zone is served with the keys {served.DnsKeys}, and {store.Folder} has neither a key nor a state of its own: restore or import them");
            return new KeeperRun(zone, policy, state, keys, [.. alarms], TimeSpan.Zero) { IsLost = true };
        }

        KeyScheduleResult result = Schedule(policy, state, keys, served, parent, elapsed);
        for (int round = 0; round < MaxRounds && TryGenerate(policy, result.Missing, keys, alarms); round++)
        {
            result = Schedule(policy, state, keys, served, parent, elapsed);
        }

        if (isNew || !IsOnDisk(state, result.State))
        {
            Write(result.State);
            _lastRun = started;
        }

        _lastRun ??= started;
        SetTimes(result.State, keys);
        return new KeeperRun(zone, policy, result.State, keys, [.. alarms, .. result.Alarms], result.NextRun);
    }

    /// <summary>The state as the last run left it, and the keys; nothing is changed.</summary>
    public KeeperRun Look(KeyPolicy policy)
    {
        List<string> alarms = [];
        (List<StoredKey> keys, ZoneKeyState state, _) = Read(served: null, parent: null, alarms);
        return new KeeperRun(zone, policy, state, keys, [.. alarms], TimeSpan.Zero);
    }

    /// <summary>Takes a key out of use; the next run puts another in its place.</summary>
    public bool TryRetire(KeyName name, bool isUrgent)
    {
        using FileStream hold = Hold();
        (List<StoredKey> keys, ZoneKeyState state, _) = Read(served: null, parent: null, []);
        keys.ForEach(key => key.Dispose());
        bool known = state.Find(name) is { Goal: not KeyGoal.Retired };
        if (known)
        {
            Write(KeySchedule.Retire(state, name, isUrgent, time.GetUtcNow()));
        }

        return known;
    }

    /// <summary>The server and the command line may be at work on one zone.</summary>
    private FileStream Hold()
    {
        store.MakeFolder();
        return new FileStream(StatePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    private (List<StoredKey> Keys, ZoneKeyState State, bool IsNew) Read(ServedKeys? served, ParentKeys? parent, List<string> alarms)
    {
        (IReadOnlyList<StoredKey> stored, IReadOnlyList<KeyFault> faults) = store.Read(zone);
        alarms.AddRange(faults.Select(fault => $"Not used: {fault}"));
        List<StoredKey> keys = [.. stored];
        ZoneKeyState? state = null;
        if (File.Exists(StatePath) && !ZoneKeyStateText.TryRead(File.ReadAllText(StatePath), zone, out state, out string? fault))
        {
            alarms.Add($"{StatePath}: {fault}. The state of the keys is taken from the times in their files");
        }

        return (keys, state ?? KeySchedule.Adopt(Adopted(keys, served), served, parent), state is null);
    }

    private ManagedKey[] Adopted(List<StoredKey> keys, ServedKeys? served)
    {
        DateTimeOffset now = time.GetUtcNow();
        (StoredKey Key, KeyGoal Goal)[] used = [.. from key in keys let goal = Adopted(key, served) where goal is not null select (key, goal.Value)];
        bool isSplit = Array.Exists(used, key => !key.Key.Key.IsSecureEntryPoint && key.Goal == KeyGoal.Active)
            || served?.Records.Any(record => !DnsKeyRdata.IsSecureEntryPoint(record.Span)) is true;
        return
        [
            .. used.Select(key => Managed(key.Key, isSplit) with { Goal = key.Goal, Since = key.Key.Timing.Activate is { } since && since < now ? since : now }),
            .. Foreign(keys, served, isSplit),
        ];
    }

    /// <summary>What the times say, and what is served, which is right: times are lost where keys are moved.</summary>
    private KeyGoal? Adopted(StoredKey key, ServedKeys? served)
    {
        KeyGoal? stated = KeyTimes.Goal(key.Timing, time.GetUtcNow());
        return served?.DnsKeys.Contains(key.Name) is not true || stated is KeyGoal.Active or KeyGoal.Retired ? stated
            : stated is null && !key.Timing.IsSpare ? KeyGoal.Retired
            : served.IsSignedWith(key.Name) ? KeyGoal.Active
            : KeyGoal.Standby;
    }

    /// <summary>Keys that are published and not at hand: they go when caches allow, and stay when nothing can take their place.</summary>
    private IEnumerable<ManagedKey> Foreign(List<StoredKey> keys, ServedKeys? served, bool isSplit) =>
        from record in served?.Records ?? []
        let name = DnsKeyRdata.NameOf(record.Span)
        where !keys.Exists(key => key.Name == name)
        select new ManagedKey(name, Role(DnsKeyRdata.IsSecureEntryPoint(record.Span), isSplit), KeyGoal.Retired, record, time.GetUtcNow(), SinceClock: null, IsUrgent: false);

    private ManagedKey Managed(StoredKey key, bool isSplit)
    {
        KeyRole role = Role(key.Key.IsSecureEntryPoint, isSplit);
        return new ManagedKey(key.Name, role, KeyGoal.Standby, key.Key.DnsKey, time.GetUtcNow(), SinceClock: null, IsUrgent: false);
    }

    private static KeyRole Role(bool isSecureEntryPoint, bool isSplit) =>
        !isSecureEntryPoint ? KeyRole.ZoneSigning : isSplit ? KeyRole.KeySigning : KeyRole.Combined;

    private KeyScheduleResult Schedule(
        KeyPolicy policy, ZoneKeyState state, List<StoredKey> keys, ServedKeys? served, ParentKeys? parent, TimeSpan elapsed)
    {
        ManagedKey[] spares = [.. keys.Where(key => key.Timing.IsSpare).Select(key => Managed(key, isSplit: true))];
        var available = KeySet.Of(keys.Select(key => key.Name));
        return KeySchedule.Run(policy, state, new KeyObservation(time.GetUtcNow(), elapsed, available, spares, served, parent));
    }

    private bool TryGenerate(KeyPolicy policy, ImmutableArray<KeyRole> roles, List<StoredKey> keys, List<string> alarms)
    {
        try
        {
            foreach (KeyRole role in roles)
            {
                keys.Add(store.Generate(zone, policy.Algorithm, role != KeyRole.ZoneSigning, time.GetUtcNow(), policy.RsaBits));
            }

            return !roles.IsEmpty;
        }
        catch (CryptographicException exception)
        {
            alarms.Add($"No key can be made: {exception.Message}");
            return false;
        }
    }

    /// <summary>A clock that has gone on matters only when something is waited for, and then a restart may cost an hour.</summary>
    private bool IsOnDisk(ZoneKeyState old, ZoneKeyState state) =>
        (state.IsSettled || state.Clock - old.Clock < ClockStep)
        && ZoneKeyStateText.Write(zone, old with { Clock = default })
            .Equals(ZoneKeyStateText.Write(zone, state with { Clock = default }), StringComparison.Ordinal);

    private void Write(ZoneKeyState state) =>
        AtomicFile.Write(StatePath, StateMode, stream => stream.Write(Encoding.UTF8.GetBytes(ZoneKeyStateText.Write(zone, state))));

    /// <summary>For operators and BIND's tools, and for the day when the state is lost.</summary>
    private void SetTimes(ZoneKeyState state, List<StoredKey> keys)
    {
        DateTimeOffset now = time.GetUtcNow();
        for (int at = 0; at < keys.Count; at++)
        {
            bool isUsed = !keys[at].Timing.IsSpare || state.Find(keys[at].Name) is not null;
            KeyTiming timing = isUsed ? KeyTimes.Of(state, keys[at].Name, keys[at].Timing, now) : keys[at].Timing;
            if (timing != keys[at].Timing)
            {
                keys[at] = KeyStore.SetTiming(keys[at], timing);
            }
        }
    }
}
