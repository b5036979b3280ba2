using ReverseDns.App.Serving;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>
/// What is to be done for a signed zone now and then, beside the catalogue: rolling its keys, signing it whole, making
/// signatures anew before they end, verifying all of it. One turn of a zone at a time.
/// </summary>
internal sealed class SigningTurn(SignedZone zone, ZoneCatalogue catalogue, SteadyClock clock)
{
    private const int Attempts = 3;

    /// <summary>Owners whose signatures go into one version.</summary>
    private const int OwnersAtOnce = 500;

    /// <summary>Owners that are looked for at once.</summary>
    private const int OwnersInTurn = 20_000;

    /// <summary>When more than this part of a zone is due it is signed as a whole.</summary>
    private const int DuePart = 4;

    private static readonly TimeSpan LongestAhead = TimeSpan.FromHours(1);

    /// <summary>Some of what falls due soon is made with what is due now, so that versions do not follow one another by the second.</summary>
    public static SigningOptions Ahead(SigningOptions options)
    {
        TimeSpan room = (options.Validity - options.Jitter - options.Refresh) / DuePart;
        return options with { Refresh = options.Refresh + (room < LongestAhead ? room : LongestAhead) };
    }

    /// <summary>Rolls keys, and does what follows.</summary>
    /// <param name="parent">What the parent's servers say; null: not known.</param>
    public async Task<TurnOutcome> RunAsync(ParentKeys? parent, CancellationToken cancellation)
    {
        if (await LookAsync() is not { } survey)
        {
            return new TurnOutcome(null, zone.Log.Alarms);
        }

        KeeperRun run = zone.Keeper.Run(zone.Policy.Keys, survey.Keys, parent);
        await catalogue.DoAsync(() => zone.TakeKeys(run));
        TimeSpan? wait = run.CanSign ? await ActAsync(run, cancellation) : null;
        string[] failed = run.CanSign && wait is null ? ["it was not signed: what came out did not verify"] : [];
        return new TurnOutcome(wait, [.. failed, .. run.Alarms, .. zone.Alarms(clock)]);
    }

    /// <summary>Verifies all of the version that is served; signs it anew, with no signature that it has, when that fails.</summary>
    /// <returns>What is wrong with what is served now; null: nothing.</returns>
    public async Task<string?> VerifyAsync(CancellationToken cancellation)
    {
        if (zone.Version is not { } version || !version.Zone.TryBeginUse())
        {
            return null;
        }

        VerificationResult result;
        try
        {
            using ZoneContents contents = version.Zone.ToContents();
            result = new SignatureVerifier([.. Known()]).Verify(contents, clock.GetUtcNow());
        }
        finally
        {
            version.Zone.EndUse();
        }

        if (result.IsGood)
        {
            return null;
        }

        zone.Log.Broken(result);
        bool isMended = zone.Keys is { CanSign: true } && await SignWholeAsync(keepSignatures: false, cancellation);
        return isMended ? null : SigningLog.Text(result);
    }

    /// <summary>Merges what has piled up beside the image of the version.</summary>
    public async Task MergeAsync(CancellationToken cancellation)
    {
        if (zone.Version is not { Zone.IsMergeDue: true } due || zone.Versions.Merge(due.Stored, cancellation) is not { } merged)
        {
            return;
        }

        bool isTaken = false;
        await catalogue.ReplaceAsync(zone.Origin, served =>
        {
            LoadedZone latest = due.Stored with { Zone = merged };
            if (zone.Version is { } version && version.Stored.Version != due.Stored.Version)
            {
                latest = zone.Versions.CatchUp(latest);
                merged = latest.Zone!;
            }

            if (zone.Version is null || latest.Version != zone.Version.Stored.Version)
            {
                return null;
            }

            isTaken = true;
            zone.Take(zone.Version with { Stored = latest });
            return served with { Signed = zone.Version };
        });
        if (!isTaken)
        {
            merged.Dispose();
        }
    }

    /// <summary>Looks through what is served; null when it was replaced meanwhile, or is broken.</summary>
    private async Task<SignatureSurvey?> LookAsync()
    {
        SignedVersion? version = zone.Version;
        if ((version?.Zone ?? catalogue.Find(zone.Origin)?.Zone) is not { } served || !served.TryBeginUse())
        {
            return null;
        }

        try
        {
            DateTimeOffset now = clock.GetUtcNow();
            var survey = SignatureSurvey.Of(served, now);
            if (version is not null)
            {
                PolicyFault? fault = zone.Policy.Keys.IsSigned ? PolicyCheck.OfZone(zone.Policy.Signing, SoaFields.Expire(served)) : null;
                await catalogue.DoAsync(() => zone.Take(version, now, now + survey.LeastRemaining, fault));
            }

            return survey;
        }
        finally
        {
            served.EndUse();
        }
    }

    /// <summary>How long the keys can wait; null when the zone could not be signed.</summary>
    private async Task<TimeSpan?> ActAsync(KeeperRun run, CancellationToken cancellation)
    {
        if (run.ForSigner.Records.All(record => record.Type != RecordType.DNSKEY))
        {
            await catalogue.ReplaceAsync(zone.Origin, served =>
            {
                zone.End();
                return served with { Signed = null };
            });
            return run.NextRun;
        }

        return await SignAsync(run, cancellation) ? run.NextRun : null;
    }

    private async Task<bool> SignAsync(KeeperRun run, CancellationToken cancellation)
    {
        bool isRight = false;
        byte[] before = Cds();
        await catalogue.ReplaceAsync(zone.Origin, served =>
        {
            SignedVersion? last = zone.Version;
            zone.CatchUp();
            isRight = zone.Version is { Stored.SignedOf: { } of } version && version.IsOf(served) && zone.TrySign(null, of, []);
            return zone.Version == last ? null : served with { Signed = zone.Version };
        });
        for (int attempt = 0; !isRight && attempt < Attempts; attempt++)
        {
            isRight = await SignWholeAsync(keepSignatures: true, cancellation);
        }

        isRight = isRight && await RefreshAsync(run, cancellation);
        if (isRight)
        {
            zone.HasNewCds |= !before.AsSpan().SequenceEqual(Cds());
            await LookAsync();
        }

        return isRight;
    }

    private async Task<bool> RefreshAsync(KeeperRun run, CancellationToken cancellation)
    {
        var signer = new ZoneSigner(run.ForSigner, Ahead(zone.Policy.Signing));
        while (!cancellation.IsCancellationRequested)
        {
            if (FindDue(signer, out bool isAll, out bool isMost) is not { Count: > 0 } due)
            {
                return true;
            }

            if (isMost)
            {
                return await SignWholeAsync(keepSignatures: true, cancellation);
            }

            foreach (DomainName[] owners in due.Chunk(OwnersAtOnce))
            {
                bool isSigned = await catalogue.ReplaceAsync(
                    zone.Origin,
                    served => zone.Version is { Stored.SignedOf: { } of } && zone.TrySign(null, of, owners) ? served with { Signed = zone.Version } : null);
                if (!isSigned)
                {
                    return await SignWholeAsync(keepSignatures: true, cancellation);
                }
            }

            if (isAll)
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<DomainName> FindDue(ZoneSigner signer, out bool isAll, out bool isMost)
    {
        (isAll, isMost) = (true, false);
        if (zone.Version is not { } version || !version.Zone.TryBeginUse())
        {
            return [];
        }

        try
        {
            IReadOnlyList<DomainName> due = signer.FindDue(version.Zone, clock.GetUtcNow(), OwnersInTurn, out isAll);
            isMost = due.Count > OwnersAtOnce && due.Count > version.Zone.NameCount / DuePart;
            return due;
        }
        finally
        {
            version.Zone.EndUse();
        }
    }

    /// <summary>Signs the zone as it is; false when it does not verify, or has changed in a way that is to be signed as a whole too.</summary>
    private async Task<bool> SignWholeAsync(bool keepSignatures, CancellationToken cancellation)
    {
        LoadedZone? unsigned = null;
        await catalogue.DoAsync(() =>
        {
            unsigned = catalogue.Find(zone.Origin);
            zone.BeginTurn();
        });
        try
        {
            SignedVersion? before = zone.Version;
            SignedVersion? made = unsigned is { Zone: not null } ? Make(unsigned, before, keepSignatures) : null;
            if (made is null)
            {
                return false;
            }

            bool isRight = false;
            bool isTaken = await catalogue.ReplaceAsync(zone.Origin, served =>
            {
                zone.Take(made);
                zone.EndTurn();
                zone.CatchUp();
                isRight = zone.Version!.IsOf(served);
                return served with { Signed = zone.Version };
            });
            if (!isTaken && made.Zone != before?.Zone)
            {
                made.Zone.Dispose();
            }

            return isTaken && isRight;
        }
        finally
        {
            await catalogue.DoAsync(zone.EndTurn);
        }
    }

    private SignedVersion? Make(LoadedZone unsigned, SignedVersion? before, bool keepSignatures)
    {
        bool isUsed = unsigned.Zone!.TryBeginUse();
        bool wasUsed = before is not null && before.Zone.TryBeginUse();
        try
        {
            return isUsed && (before is null || wasUsed)
                ? WholeVersion.Make(zone, unsigned, before, keepSignatures, clock.GetUtcNow())
                : null;
        }
        finally
        {
            if (isUsed)
            {
                unsigned.Zone.EndUse();
            }

            if (wasUsed)
            {
                before!.Zone.EndUse();
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Known() =>
        zone.Keys is { } run ? run.ForSigner.ForZone.Concat(run.ForSigner.ForKeys).Select(key => key.DnsKey) : [];

    /// <summary>The CDS records that are served.</summary>
    private byte[] Cds()
    {
        if (zone.Version is not { } version || !version.Zone.TryBeginUse())
        {
            return [];
        }

        try
        {
            using var builder = new ZoneContentsBuilder(zone.Origin);
            new VersionReader(version.Zone).AddRecords(zone.Origin.Wire, builder, type => type == RecordType.CDS);
            using ZoneContents found = builder.Build();
            var octets = new List<byte>();
            if (found.TryFind(zone.Origin.Wire, RecordType.CDS, out RRsetView cds))
            {
                for (int i = 0; i < cds.Count; i++)
                {
                    octets.AddRange(cds.Rdata(i));
                }
            }

            return [.. octets];
        }
        finally
        {
            version.Zone.EndUse();
        }
    }
}
