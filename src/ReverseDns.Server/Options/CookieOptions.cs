namespace ReverseDns.Server;

/// <summary>DNS cookies (RFC 7873, RFC 9018): who brings ours back has the address that it seems to have.</summary>
public sealed class CookieOptions
{
    public const int MostSecrets = 8;

    /// <summary>False: cookies are ignored.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>
    /// The first makes cookies, all are good for those that are brought back; the same on all instances of one address. Empty: one is drawn
    /// at the start.
    /// </summary>
    public IReadOnlyList<CookieSecret> Secrets { get; init; } = [];

    /// <summary>Whoever sends a cookie over UDP must send ours, and gets BADCOOKIE with one until then.</summary>
    public bool IsRequired { get; init; }

    internal IEnumerable<string> Errors()
    {
        if (Secrets.Count > MostSecrets)
        {
            yield return $"cookies: {Secrets.Count} secrets, may be {MostSecrets}";
        }
    }
}
