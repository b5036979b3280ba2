using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>
/// Signs versions of a zone (RFC 4035, section 2; RFC 5155, section 7.1). What a signer has added to the contents before is
/// left out and made anew, but a signature that fits and has time left stays. The keys belong to the caller.
/// </summary>
public sealed class ZoneSigner(ZoneKeys keys, SigningOptions options)
{
    /// <summary>Signs a whole zone.</summary>
    /// <param name="contents">Checked: one SOA, at the apex.</param>
    /// <param name="serial">Of the signed version.</param>
    /// <param name="before">The signed version before this one, whose signatures may stay.</param>
    public ZoneContents Sign(ZoneContents contents, Serial serial, DateTimeOffset now, ZoneContents? before = null)
    {
        ArgumentNullException.ThrowIfNull(contents);
        using ZoneContents whole = UnsignedRecords.Make(contents, keys, options, serial);
        var plan = new SigningPlan(contents.Origin, keys, options, now);
        ZoneContents signed = new SigningPass(plan, whole, before).Run(Math.Max(options.Threads, 1));
        if (options.Digests == ZoneDigests.None)
        {
            return signed;
        }

        using (signed)
        {
            return DigestRecords.Add(signed, ZoneDigest.Compute(signed, options.Digests), plan);
        }
    }

    /// <summary>
    /// Signs what a change of the unsigned zone makes different, in time that grows with the change. Null when the whole zone
    /// must be signed: the change is not one of this version, or denial, its TTL or the algorithms are to be others.
    /// </summary>
    /// <param name="served">A signed version of this signer's; nobody disposes it meanwhile.</param>
    /// <param name="change">DNSSEC records and the serials in it do not count; null changes the serial alone.</param>
    /// <param name="due">Owners whose signatures are to be made anew where they are due.</param>
    public ZoneDiff? TrySign(
        CompiledZone served, ZoneDiff? change, Serial serial, DateTimeOffset now, params IReadOnlyCollection<DomainName> due)
    {
        ArgumentNullException.ThrowIfNull(served);
        var plan = new SigningPlan(served.Origin, keys, options, now);
        return new ChangeSigner(served, plan, options).TrySign(change, due, serial);
    }

    /// <summary>The owners whose signatures this signer would not leave as they are, in canonical order.</summary>
    /// <param name="served">Nobody disposes it meanwhile.</param>
    /// <param name="most">Owners that are enough.</param>
    /// <param name="isAll">The version has been looked through to its end.</param>
    public IReadOnlyList<DomainName> FindDue(CompiledZone served, DateTimeOffset now, int most, out bool isAll)
    {
        ArgumentNullException.ThrowIfNull(served);
        return new DueOwners(new SigningPlan(served.Origin, keys, options, now), most).Find(served, out isAll);
    }
}
