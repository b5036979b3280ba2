using ReverseDns.Dnssec;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

/// <summary>
/// Years of a signed zone that nobody looks after, with edits, restarts and all that goes wrong. RDNS_LONG=1 takes ten years.
/// </summary>
public sealed class YearsTests : IDisposable
{
    private const int StepsADay = 2;
    private const int EditEvery = 7;
    private const int Year = 365 * StepsADay;

    private static readonly int Steps = Environment.GetEnvironmentVariable("RDNS_LONG") is "1" ? 10 * Year : Year + StepsADay;

    private readonly KeptYears _zone = new();

    public void Dispose() => _zone.Dispose();

    [Fact]
    public async Task Every_version_verifies_whatever_goes_wrong_and_what_went_wrong_heals()
    {
        await _zone.StartAsync();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (int step = 1; step <= Steps; step++)
        {
            (string Name, bool IsOver)? fault = await FaultAsync(step);
            if (step % EditEvery == 0)
            {
                await _zone.EditAsync(step);
            }

            await _zone.StepAsync(TimeSpan.FromDays(1) / StepsADay);
            using ZoneContents served = _zone.ReadServed();
            VerificationResult result = new SignatureVerifier().Verify(served, _zone.TrueTime);

            Assert.True(result.IsGood, $"step {step}, {fault}: {string.Join("; ", result.Faults)}");
            Assert.True(result.LeastRemaining > TimeSpan.FromDays(2), $"step {step}, {fault}: {result.LeastRemaining} left");
            Assert.True(fault is { IsOver: false } == _zone.Alarms.Count > 0, $"step {step}, {fault}: alarms {string.Join("; ", _zone.Alarms)}");
            keys.UnionWith(_zone.KeyFiles);
        }

        Assert.True(keys.Count > Steps / Year * 4, $"{keys.Count} keys");
        Assert.True(_zone.HasServed(Steps / EditEvery * EditEvery));
    }

    /// <summary>What begins or ends at a step; null when nothing is wrong.</summary>
    private async Task<(string Name, bool IsOver)?> FaultAsync(int step)
    {
        int at = step % Year;
        switch (at)
        {
            case 30:
                await _zone.StopAsync();
                await _zone.StartAsync();
                break;
            case 60:
                _zone.HideKeys();
                break;
            case 68:
                _zone.RestoreKeys();
                break;
            case 90:
                _zone.HidePrivateKeys();
                break;
            case 98:
                _zone.RestorePrivateKeys();
                break;
            case 120:
                _zone.DamagePrivateKeys();
                break;
            case 124:
                _zone.RestorePrivateKeys();
                break;
            case 180:
                _zone.SetClock(TimeSpan.FromDays(366));
                break;
            case 240:
                _zone.SetClock(TimeSpan.FromDays(-366));
                break;
            case 184 or 244:
                _zone.SetClock(TimeSpan.Zero);
                break;
            case 300:
                await _zone.StopAsync();
                _zone.Pass(TimeSpan.FromDays(90));
                await _zone.StartAsync();
                break;
            case 360:
                _zone.DamageState();
                break;
            default:
                break;
        }

        return at switch
        {
            >= 60 and <= 68 => ("keys gone", at == 68),
            >= 90 and <= 98 => ("private keys gone", at == 98),
            >= 120 and <= 124 => ("private keys damaged", at == 124),
            >= 180 and <= 184 => ("a year ahead", at == 184),
            >= 240 and <= 244 => ("a year behind", at == 244),
            360 => ("state damaged", false),
            _ => null,
        };
    }
}
