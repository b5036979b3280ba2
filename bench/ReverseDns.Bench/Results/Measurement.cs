using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReverseDns.Bench.Results;

/// <summary>One line of results: what one server did in one round of one scenario. Absent: not measured there.</summary>
internal sealed record Measurement
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Server { get; init; } = "";

    public string Scenario { get; init; } = "";

    public int Round { get; init; }

    public double? Seconds { get; init; }

    public long? Answered { get; init; }

    public long? Lost { get; init; }

    public long? Reconnects { get; init; }

    public double? QueriesPerSecond { get; init; }

    /// <summary>User and system time of the server's processes, in microseconds for each answer.</summary>
    public double? CpuMicroseconds { get; init; }

    /// <summary>The part of that in user mode, as far as the kernel's sampling can tell.</summary>
    public double? UserMicroseconds { get; init; }

    /// <summary>Of one core; well under 1 in a closed loop means that the generator was the slower one.</summary>
    public double? Utilization { get; init; }

    public double? AnswerOctets { get; init; }

    public IReadOnlyDictionary<string, long>? ResponseCodes { get; init; }

    public double? P50Microseconds { get; init; }

    public double? P99Microseconds { get; init; }

    public double? P999Microseconds { get; init; }

    public double? LongestMicroseconds { get; init; }

    /// <summary>The longest time without any answer.</summary>
    public double? GapMicroseconds { get; init; }

    /// <summary>From the start, or from the change of a file, to the first answer that shows it.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Proportional set size of the server's processes, 10^6 octets.</summary>
    public double? Megabytes { get; init; }

    public double? PeakMegabytes { get; init; }

    public static Measurement Parse(string line) =>
        JsonSerializer.Deserialize<Measurement>(line, Format) ?? throw new FormatException($"'{line}' is no result");

    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
