using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;
using ReverseDns.App.Signing;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

/// <summary>An instance without sockets that signs one zone, in a time that the test moves.</summary>
internal sealed class KeptYears : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DomainName Origin = DomainName.Parse(SigningFolder.Origin);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = new(Start);
    private readonly DnssecConfiguration _dnssec;
    private ZoneImages? _images;
    private ZoneJournals? _journals;
    private ZoneSigning? _signing;
    private ZoneCatalogue? _catalogue;
    private TimeSpan _passed;

    public KeptYears()
    {
        Directory.CreateDirectory(_folder.File("state"));
        _folder.Write("zone", SigningFolder.Zone);
        var keys = new KeyPolicy { KeySigningLifetime = TimeSpan.FromDays(200), ZoneSigningLifetime = TimeSpan.FromDays(60) };
        _dnssec = DnssecConfiguration.None with
        {
            KeyFolder = _folder.File("keys"),
            Zones = null,
            Policy = new ZonePolicy(keys, new SigningOptions(), AsksParent: false, []),
        };
    }

    public DateTimeOffset TrueTime => Start + _passed;

    public IReadOnlyCollection<string> Alarms => _signing!.Alarms(Origin);

    public IEnumerable<string> KeyFiles => Directory.EnumerateFiles(_dnssec.KeyFolder, "*.key").Select(file => Path.GetFileName(file));

    public void Dispose()
    {
        StopAsync().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    public async Task StartAsync()
    {
        NullLogger logger = NullLogger.Instance;
        string state = _folder.File("state");
        _images = ZoneImages.Open(state, _time, logger);
        _journals = ZoneJournals.Open(state, logger);
        _signing = new ZoneSigning(_dnssec, state, new SteadyClock(_time, () => false), logger);
        var loader = new ZoneLoader(_images, _journals, new ZoneUpdater(_journals, _time, logger), _time, logger);
        _catalogue = new ZoneCatalogue(
            new ZoneStore(), loader, _images, _journals, _signing, new SynthesizedZones([], new OnlineSigners(_dnssec, _time, logger)), _time, allowBroken: false);
        Assert.Empty(await _catalogue.StartAsync([new ZoneEntry(Origin, _folder.File("zone"))], null, CancellationToken.None));
    }

    public async Task StopAsync()
    {
        if (_catalogue is not null)
        {
            await _catalogue.DisposeAsync();
            await _signing!.DisposeAsync();
            _journals!.Dispose();
            await _images!.DisposeAsync();
            _catalogue = null;
        }
    }

    /// <summary>Lets time go by, and gives the zone its turn.</summary>
    public async Task StepAsync(TimeSpan time)
    {
        Pass(time);
        Assert.True(await _signing!.RunTurnAsync(_catalogue!, Origin, CancellationToken.None));
    }

    public void Pass(TimeSpan time)
    {
        _time.Pass(time);
        _passed += time;
    }

    /// <summary>Another address for the one name, which has what the number says.</summary>
    public Task EditAsync(int number) => EditAsync(SigningFolder.Zone + Record(number));

    public async Task EditAsync(string text)
    {
        _folder.Write("zone", text);
        ReloadReport report = await _catalogue!.ReloadAsync([new ListedZone(Origin, _folder.File("zone"))], [], [], () => { }, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("; ", report.Errors));
    }

    public bool HasServed(int number)
    {
        using ZoneContents served = ReadServed();
        return served.TryFind(DomainName.Parse($"n{number}.{SigningFolder.Origin}").Wire, RecordType.TXT, out _);
    }

    public ZoneContents ReadServed() => _catalogue!.Find(Origin)!.Served!.ToContents();

    public void SetClock(TimeSpan error) => _time.WallError = error;

    public void HidePrivateKeys() => MovePrivateKeys("", ".away");

    public void RestorePrivateKeys() => MovePrivateKeys(".away", "");

    public void DamagePrivateKeys()
    {
        foreach (string file in Directory.GetFiles(_dnssec.KeyFolder, "*.private"))
        {
            File.Copy(file, file + ".away");
            File.WriteAllText(file, File.ReadAllText(file).Replace("PrivateKey: ", "PrivateKey: =x", StringComparison.Ordinal));
        }
    }

    public void HideKeys() => Directory.Move(_dnssec.KeyFolder, _dnssec.KeyFolder + ".away");

    public void RestoreKeys()
    {
        Directory.Delete(_dnssec.KeyFolder, recursive: true);
        Directory.Move(_dnssec.KeyFolder + ".away", _dnssec.KeyFolder);
    }

    /// <summary>The state of the rolls has to be found anew from the key files.</summary>
    public void DamageState() => File.WriteAllText(Directory.GetFiles(_dnssec.KeyFolder, "*state").Single(), "rdns-keys 1\nnonsense\n");

    private void MovePrivateKeys(string from, string to)
    {
        foreach (string file in Directory.GetFiles(_dnssec.KeyFolder, "*.private" + from))
        {
            File.Move(file, string.Concat(file.AsSpan(0, file.Length - from.Length), to), overwrite: true);
        }
    }

    private static string Record(int number) => $"n{number} TXT \"{number}\"\n";
}
