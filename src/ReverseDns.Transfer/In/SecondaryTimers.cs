using System.Buffers.Binary;

namespace ReverseDns.Transfer;

/// <summary>
/// When a secondary zone is looked after next, and until when it may be answered from. All times are the wall clock's, as they
/// outlive the process.
/// </summary>
/// <param name="Checked">When a primary last said that our version is its own.</param>
/// <param name="Failures">Checks without success since then.</param>
public sealed record SecondaryTimers(DateTimeOffset Checked, DateTimeOffset NextCheck, DateTimeOffset Expires, int Failures)
{
    private const int TimersFromEnd = 16;

    /// <summary>For a zone that we have nothing of: looked after at once.</summary>
    public static SecondaryTimers New(DateTimeOffset now) => new(DateTimeOffset.MinValue, now, DateTimeOffset.MaxValue, 0);

    /// <summary>After a primary has said that we have its version, or has given it to us.</summary>
    /// <param name="soa">The SOA's RDATA.</param>
    /// <param name="primaryKeeps">How long the primary will keep the zone itself (RFC 7314): no longer do we.</param>
    /// <param name="part">From 0 to 1: this zone's place within the jitter.</param>
    /// <param name="signaturesEnd">
    /// From when on nothing of the zone can be validated: no longer is it served, once a check and its repetition might have
    /// told us of new ones. What a primary says it has is served, though, whatever it is.
    /// </param>
    public static SecondaryTimers AfterSuccess(
        DateTimeOffset now,
        ReadOnlySpan<byte> soa,
        TimeSpan? primaryKeeps,
        RefreshSettings settings,
        double part,
        DateTimeOffset? signaturesEnd = null)
    {
        TimeSpan refresh = Clamp(Read(soa, 0), settings.MinRefresh, settings.MaxRefresh);
        TimeSpan expire = ExpireOf(soa, settings);
        TimeSpan keeps = primaryKeeps is TimeSpan given && given < expire ? given : expire;
        DateTimeOffset expires = now + keeps;
        if (signaturesEnd is { } end && end > now && end < expires)
        {
            DateTimeOffset asked = now + refresh + Clamp(Read(soa, 1), settings.MinRetry, settings.MaxRetry);
            expires = asked > expires ? expires : asked > end ? asked : end;
        }

        return new SecondaryTimers(now, now + (refresh * (1 - (settings.Jitter * part))), expires, 0);
    }

    /// <summary>After a check that no primary has answered as it should.</summary>
    /// <param name="soa">Empty for a zone that we have nothing of.</param>
    public SecondaryTimers AfterFailure(DateTimeOffset now, ReadOnlySpan<byte> soa, RefreshSettings settings, double part)
    {
        TimeSpan most = soa.IsEmpty ? settings.MaxRetry : Clamp(Read(soa, 1), settings.MinRetry, settings.MaxRetry);
        TimeSpan backOff = settings.FirstRetry * Math.Pow(2, Math.Min(Failures, 16));
        TimeSpan retry = soa.IsEmpty && backOff < most ? backOff : most;
        return this with { NextCheck = now + (retry * (1 - (settings.Jitter * part))), Failures = Failures + 1 };
    }

    /// <summary>
    /// Timers of an earlier run, or from before the clock was set: what lies further ahead than it could have been set counts
    /// from now.
    /// </summary>
    public SecondaryTimers At(DateTimeOffset now, ReadOnlySpan<byte> soa, RefreshSettings settings)
    {
        TimeSpan refresh = soa.IsEmpty ? settings.MaxRetry : Clamp(Read(soa, 0), settings.MinRefresh, settings.MaxRefresh);
        bool isAhead = Checked > now;
        return this with
        {
            Checked = isAhead ? now : Checked,
            NextCheck = NextCheck > now + refresh || isAhead ? now : NextCheck,
            Expires = isAhead && Expires < DateTimeOffset.MaxValue ? now + (Expires - Checked) : Expires,
        };
    }

    /// <summary>How long a version is kept without a primary, by its SOA's RDATA; zero where there is none.</summary>
    internal static TimeSpan ExpireOf(ReadOnlySpan<byte> soa, RefreshSettings settings) =>
        soa.IsEmpty ? TimeSpan.Zero : Clamp(Read(soa, 2), settings.MinExpire, settings.MaxExpire);

    private static TimeSpan Read(ReadOnlySpan<byte> soa, int timer) =>
        TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(soa[^(TimersFromEnd - (timer * sizeof(uint)))..]));

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;
}
