using System.Buffers.Binary;

namespace ReverseDns.Server;

/// <summary>
/// Makes and verifies server cookies, of which nothing is kept: any instance with the same secret makes the same. From any thread.
/// </summary>
internal sealed class ServerCookies
{
    /// <summary>A cookie may be so old, or from so far ahead; times are compared by serial arithmetic (RFC 9018, section 4.3).</summary>
    private const int OldestSeconds = 3_600;
    private const int FutureSeconds = 300;

    /// <summary>One that is older is replaced.</summary>
    private const int FreshSeconds = 1_800;

    private readonly TimeProvider _clock;
    private readonly CookieSecret _drawn = CookieSecret.Create();
    private Rules _rules;

    public ServerCookies(CookieOptions options, TimeProvider clock)
    {
        _clock = clock;
        _rules = RulesOf(options);
    }

    public bool AreRequired => Volatile.Read(ref _rules).AreRequired;

    public void Replace(CookieOptions options) => Volatile.Write(ref _rules, RulesOf(options));

    /// <summary>Verifies what a request has and puts there what its answer is to have.</summary>
    public void Look(ref Cookie cookie, UInt128 address, bool isIpv6)
    {
        Rules rules = Volatile.Read(ref _rules);
        if (rules.Secrets.Length == 0)
        {
            cookie.State = CookieState.None;
            return;
        }

        uint now = unchecked((uint)_clock.GetUtcNow().ToUnixTimeSeconds());
        int age = unchecked((int)(now - cookie.Time));
        bool isActive = false;
        if (cookie is { HasServer: true, HasOurVersion: true } && age is >= -FutureSeconds and <= OldestSeconds)
        {
            cookie.State = Verify(rules.Secrets, in cookie, address, isIpv6, out isActive);
        }

        bool stays = cookie.State == CookieState.Proved && isActive && age <= FreshSeconds;
        if (!stays)
        {
            cookie.Fields = Cookie.FieldsOf(now);
            cookie.Hash = Hash(rules.Secrets[0], in cookie, address, isIpv6);
        }
    }

    private static CookieState Verify(CookieSecret[] secrets, in Cookie cookie, UInt128 address, bool isIpv6, out bool isActive)
    {
        for (int i = 0; i < secrets.Length; i++)
        {
            if (Hash(secrets[i], in cookie, address, isIpv6) == cookie.Hash)
            {
                isActive = i == 0;
                return CookieState.Proved;
            }
        }

        isActive = false;
        return CookieState.Unproved;
    }

    /// <summary>Of the client's half, our fields and the client's address as it is in a packet.</summary>
    private static ulong Hash(CookieSecret secret, in Cookie cookie, UInt128 address, bool isIpv6)
    {
        const int words = 2 * sizeof(ulong);
        var hash = new SipHash(secret);
        hash.Add(cookie.Client);
        hash.Add(cookie.Fields);
        if (!isIpv6)
        {
            return hash.Finish(BinaryPrimitives.ReverseEndianness((uint)address), words + SocketName.Ipv4Length);
        }

        hash.Add(BinaryPrimitives.ReverseEndianness((ulong)(address >> 64)));
        hash.Add(BinaryPrimitives.ReverseEndianness((ulong)address));
        return hash.Finish(0, words + SocketName.Ipv6Length);
    }

    private Rules RulesOf(CookieOptions options) => new(
        !options.IsOn ? [] : options.Secrets.Count == 0 ? [_drawn] : [.. options.Secrets], options.IsRequired);

    private sealed record Rules(CookieSecret[] Secrets, bool AreRequired);
}
