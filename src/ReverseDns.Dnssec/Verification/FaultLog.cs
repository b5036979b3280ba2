using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Collects what is wrong with a version, up to a limit at which looking further is no use. Any thread may add.</summary>
internal sealed class FaultLog
{
    private const int MostFaults = 64;
    private const int MostFailures = 4_096;
    private readonly List<string> _faults = [];
    private readonly Lock _writing = new();
    private int _failures;

    public bool IsFull { get; private set; }

    public IReadOnlyList<string> Faults => _faults;

    public void Add(ReadOnlySpan<byte> owner, RecordType type, string fault) =>
        Add($"{WireName.ToString(owner)} {RecordTypes.ToPresentation(type)}: {fault}");

    /// <summary>A signature that fails beside one that is good is no fault, but nobody may make them cost much.</summary>
    public void CountFailure()
    {
        if (Interlocked.Increment(ref _failures) == MostFailures)
        {
            Add("more signatures fail than are looked at");
            IsFull = true;
        }
    }

    public void Add(string fault)
    {
        lock (_writing)
        {
            if (_faults.Count < MostFaults)
            {
                _faults.Add(fault);
            }

            IsFull |= _faults.Count == MostFaults;
        }
    }
}
