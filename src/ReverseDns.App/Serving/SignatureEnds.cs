using System.Buffers.Binary;
using System.Collections.Concurrent;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// When the first of all signatures ends of each zone that comes signed. A version is gone through once, by a thread that gives
/// way, and so many signatures a second at the most: a large zone that changes each second is not gone through each time.
/// </summary>
internal sealed class SignatureEnds(Func<IEnumerable<LoadedZone>> zones, TimeProvider clock) : IAsyncDisposable
{
    private const int ExpirationOffset = 8;
    private const double MostInSecond = 100_000;

    private readonly ConcurrentDictionary<DomainName, (UInt128 Version, DateTimeOffset? End)> _known = [];
    private readonly SemaphoreSlim _news = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _seen;

    /// <summary>Of the version that is answered with, or of one a moment before it; null for a zone that is not signed.</summary>
    public DateTimeOffset? Of(DomainName origin) => _known.GetValueOrDefault(origin).End;

    public void Start() => _running = RunAsync();

    /// <summary>To be called when zones have changed.</summary>
    public void LookAgain()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _news.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _news.WaitAsync(_stop.Token);
                _seen = 0;
                await BackgroundThread.Run(LookAtAll);
                await Task.Delay(TimeSpan.FromSeconds(1 + (_seen / MostInSecond)), clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void LookAtAll()
    {
        var present = new HashSet<DomainName>();
        foreach (LoadedZone zone in zones())
        {
            DomainName origin = zone.Entry.Origin;
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            if (zone is { Signed: null, Zone: { } version })
            {
                present.Add(origin);
                if (!_known.TryGetValue(origin, out (UInt128 Version, DateTimeOffset? End) known) || known.Version != zone.Version)
                {
                    LookAt(zone, version);
                }
            }
        }

        foreach (DomainName gone in _known.Keys.Where(origin => !present.Contains(origin)))
        {
            _known.TryRemove(gone, out _);
        }
    }

    private void LookAt(LoadedZone zone, CompiledZone version)
    {
        if (!version.TryBeginUse())
        {
            // Another one has taken its place meanwhile.
            LookAgain();
            return;
        }

        try
        {
            _known[zone.Entry.Origin] = (zone.Version, FirstEnd(version));
        }
        finally
        {
            version.EndUse();
        }
    }

    private DateTimeOffset? FirstEnd(CompiledZone version)
    {
        // Times in signatures are of 32 bits, and within 68 years of now (RFC 4034, section 3.1.5).
        DateTimeOffset now = clock.GetUtcNow();
        if (ApexSignatures.End(version, now) is null)
        {
            return null;
        }

        int first = int.MaxValue;
        new VersionReader(version).VisitSignatures((_, rdata) =>
        {
            _seen++;
            uint end = BinaryPrimitives.ReadUInt32BigEndian(rdata[ExpirationOffset..]);
            first = Math.Min(first, unchecked((int)(end - (uint)now.ToUnixTimeSeconds())));
        });
        return DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + first);
    }
}
