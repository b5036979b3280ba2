namespace ReverseDns.App.Health;

/// <summary>One of the reasons that an instance may have not to be healthy. Names stay: alerts and people go by them.</summary>
/// <param name="IsOfData">It is about what is answered, not whether: old data may be better than none.</param>
/// <param name="IsImmediate">Sure enough to be acted on the first time that it is seen.</param>
/// <param name="Meaning">For the table in the documentation.</param>
internal sealed record ReasonKind(string Name, ReasonClass Class, string Meaning, bool IsOfData = false, bool IsImmediate = false)
{
    public static readonly ReasonKind Starting = Bad("starting", "Zones, addresses and machine have not all been looked at since the start.");
    public static readonly ReasonKind NoAnswerUdp = Bad("no-answer-udp", "A service address does not answer over UDP, and no overload explains it.");
    public static readonly ReasonKind NoAnswerTcp = Bad("no-answer-tcp", "A service address does not answer over TCP, and no overload explains it.");
    public static readonly ReasonKind AddressMissing = Bad("address-missing", "No interface of this machine has a service address.");
    public static readonly ReasonKind WrongAnswer = Bad("wrong-answer", "A service address answers otherwise than the zones say: AA, RCODE, records or proof.");
    public static readonly ReasonKind WrongIdentity = Bad("wrong-identity", "At a service address somebody else answers: NSID or id.server is not ours.");
    public static readonly ReasonKind WorkerStuck =
        new("worker-stuck", ReasonClass.Bad, "A thread has been at one batch of questions for longer than `stuck-after`.", IsImmediate: true);

    public static readonly ReasonKind ZoneBroken = BadData("zone-broken", "The file of a mandatory zone cannot be served: SERVFAIL.");
    public static readonly ReasonKind ZoneMissing = BadData("zone-missing", "A mandatory zone has never come from its primaries: SERVFAIL.");
    public static readonly ReasonKind ZoneExpired = BadData("zone-expired", "A mandatory zone has expired, or does within ten seconds: SERVFAIL.");
    public static readonly ReasonKind SignatureEnded = BadData("signature-ended", "A signature of a mandatory zone has ended, or does within `signature-least`: bogus to validators.");

    public static readonly ReasonKind ZoneNearExpiry = Data("zone-near-expiry", "A mandatory zone has a quarter of its expire time left, or two days, and no primary confirms it.");
    public static readonly ReasonKind SignatureNearEnd = Data("signature-near-end", "A signature of a mandatory zone ends within `signature-margin`.");
    public static readonly ReasonKind ZoneLag = Data("zone-lag", "Something newer than what is answered with a mandatory zone has been known of for longer than `lag-limit`.");
    public static readonly ReasonKind ZoneRefused = Data("zone-refused", "What came last of a mandatory zone is kept out by its gate.");
    public static readonly ReasonKind ZoneAlarm = Data("zone-alarm", "Keys or signatures of a mandatory zone are to be seen to, or a fault of ours keeps it from being checked.");

    public static readonly ReasonKind ProbeLoss = Degraded("probe-loss", "More than `probe-loss` percent of the questions to ourselves got no answer in the last minute, or overload has left an address silent.");
    public static readonly ReasonKind ProbeSlow = Degraded("probe-slow", "Half of the answers to ourselves took longer than `slow-after` in the last minute.");
    public static readonly ReasonKind MemoryLow = Degraded("memory-low", "Less than `memory-free` percent of the memory that the process may have is left.");
    public static readonly ReasonKind DiskLow = Degraded("disk-low", "Less than `disk-free` percent is left where the state folder is.");
    public static readonly ReasonKind StateUnwritable = Degraded("state-unwritable", "The timers of secondary zones cannot be written.");
    public static readonly ReasonKind NotLooked = Degraded("not-looked", "Zones and machine have not been looked at for half a minute.");

    /// <summary>The whole table, in its order.</summary>
    public static IReadOnlyList<ReasonKind> All { get; } =
    [
        Starting, NoAnswerUdp, NoAnswerTcp, AddressMissing, WrongAnswer, WrongIdentity, WorkerStuck,
        ZoneBroken, ZoneMissing, ZoneExpired, SignatureEnded,
        ZoneNearExpiry, SignatureNearEnd, ZoneLag, ZoneRefused, ZoneAlarm,
        ProbeLoss, ProbeSlow, MemoryLow, DiskLow, StateUnwritable, NotLooked,
    ];

    /// <summary>Its line in the table of the documentation.</summary>
    public override string ToString() => $"| `{Name}` | {Class.ToString().ToLowerInvariant()} | {(IsOfData ? "data" : "service")} | {Meaning} |";

    private static ReasonKind Bad(string name, string meaning) => new(name, ReasonClass.Bad, meaning);

    private static ReasonKind BadData(string name, string meaning) => new(name, ReasonClass.Bad, meaning, IsOfData: true);

    private static ReasonKind Data(string name, string meaning) => new(name, ReasonClass.Degraded, meaning, IsOfData: true);

    private static ReasonKind Degraded(string name, string meaning) => new(name, ReasonClass.Degraded, meaning);
}
