using ReverseDns.Dnssec;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Incidents;

/// <summary>
/// A TTL of 864000 that was meant to be 86400, and a signer that goes by it: signatures were not made anew, and who looked at that
/// of the SOA saw nothing (RIPE NCC, a first of November).
/// </summary>
public sealed class SignatureIncidentTests : IDisposable
{
    private const int Days = 60;

    private readonly KeptYears _zone = new();

    public void Dispose() => _zone.Dispose();

    [Fact]
    public async Task All_signatures_are_made_anew_in_time_whatever_the_TTL_of_what_they_sign()
    {
        await _zone.StartAsync();
        await _zone.EditAsync(SigningFolder.Zone.Replace("$TTL 3600", "$TTL 864000", StringComparison.Ordinal));
        for (int day = 0; day < Days; day++)
        {
            await _zone.StepAsync(TimeSpan.FromDays(1));
            using ZoneContents served = _zone.ReadServed();
            VerificationResult result = new SignatureVerifier().Verify(served, _zone.TrueTime);

            Assert.True(result.IsGood, $"day {day}: {string.Join("; ", result.Faults)}");
            Assert.True(result.LeastRemaining > TimeSpan.FromDays(2), $"day {day}: {result.LeastRemaining} left");
        }
    }
}
