using ReverseDns.App.Serving;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>Signs a zone as a whole. Nobody else makes versions of it meanwhile.</summary>
internal static class WholeVersion
{
    /// <summary>
    /// The version, which is verified and on the disk; the one before, of the zone as it is now, when nothing else has changed;
    /// null when what comes out does not verify.
    /// </summary>
    /// <param name="unsigned">In use.</param>
    /// <param name="before">In use; null: the zone was not signed.</param>
    /// <exception cref="IOException">It is not on the disk.</exception>
    public static SignedVersion? Make(SignedZone zone, LoadedZone unsigned, SignedVersion? before, bool keepSignatures, DateTimeOffset now)
    {
        var of = new UnsignedVersion(unsigned.Version, unsigned.Zone!.Serial);
        ZoneKeys keys = zone.Keys!.ForSigner;
        var signer = new ZoneSigner(keys, SigningTurn.Ahead(zone.Policy.Signing));
        using ZoneContents plain = unsigned.Zone.ToContents();
        using ZoneContents? old = before?.Zone.ToContents();
        Serial serial = before is null ? of.Serial : SignedZone.Next(before.Zone.Serial, of.Serial);
        if (old is not null && keepSignatures)
        {
            using ZoneContents same = signer.Sign(plain, before!.Zone.Serial, now, old);
            using var difference = ZoneDiff.Between(old, same);
            if (difference.IsEmpty)
            {
                return Same(zone, before, difference, of);
            }

            using ZoneContents next = signer.Sign(plain, serial, now, same);
            return TryKeep(zone, before, old, next, of, now);
        }

        using ZoneContents signed = signer.Sign(plain, serial, now);
        return TryKeep(zone, before, old, signed, of, now);
    }

    private static SignedVersion Same(SignedZone zone, SignedVersion before, ZoneDiff nothing, UnsignedVersion of)
    {
        if (before.Stored.SignedOf == of)
        {
            return before;
        }

        LoadedZone stored = zone.Versions.TryWrite(before.Stored, nothing, before.Zone, of) ?? before.Stored with { SignedOf = of };
        return before with { Stored = stored };
    }

    /// <summary>As a change of the version before where it can be one, so that secondaries get it as one.</summary>
    private static SignedVersion? TryKeep(
        SignedZone zone, SignedVersion? before, ZoneContents? old, ZoneContents signed, UnsignedVersion of, DateTimeOffset now)
    {
        VerificationResult result = SignedZone.Verifier(zone.Keys!.ForSigner).Verify(signed, now);
        if (!result.IsGood)
        {
            zone.Log.Refused(result);
            return null;
        }

        LoadedZone stored = (before is null ? null : TryKeepChange(zone, before.Stored, old!, signed, of)) ?? zone.Versions.Write(signed, of);
        var version = new SignedVersion(stored, now, now + result.LeastRemaining);
        zone.Log.Signed(version, result.Signatures);
        return version;
    }

    private static LoadedZone? TryKeepChange(SignedZone zone, LoadedZone before, ZoneContents old, ZoneContents signed, UnsignedVersion of)
    {
        using var change = ZoneDiff.Between(old, signed);
        if (before.Zone!.TryApply(change, out CompiledZone? next, out _) != DiffOutcome.Applied)
        {
            return null;
        }

        LoadedZone? stored = null;
        try
        {
            stored = zone.Versions.TryWrite(before, change, next!, of);
        }
        finally
        {
            if (stored is null)
            {
                next!.Dispose();
            }
        }

        return stored;
    }
}
