using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Validation;

/// <summary>Validators with nothing but a zone's key take every kind of answer for what it is.</summary>
public sealed class ValidationTests(SignedServers servers) : IClassFixture<SignedServers>
{
    /// <summary>What a validator finds out; with opt-out, that it cannot be known (RFC 5155, section 9.2).</summary>
    private enum Security
    {
        Secure,
        SecureUnlessOptOut,
        Insecure,
        Bogus,
    }

    private static readonly (string Name, RecordType Type, ResponseCode Code, Security Security)[] Questions =
    [
        ("", RecordType.SOA, ResponseCode.NoError, Security.Secure),
        ("", RecordType.NS, ResponseCode.NoError, Security.Secure),
        ("", RecordType.DNSKEY, ResponseCode.NoError, Security.Secure),
        ("", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("host.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("HOST.", RecordType.AAAA, ResponseCode.NoError, Security.Secure),
        ("mixedcase.", RecordType.A, ResponseCode.NoError, Security.Secure),
        (@"\000.odd.", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("0/25.", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("www.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("gone.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("nowhere.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("below.nowhere.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("below.host.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        (@"\255.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("x.wild.", RecordType.TXT, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("x.y.wild.", RecordType.TXT, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("x.wild.", RecordType.A, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("*.wild.", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("taken.wild.", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("y.taken.wild.", RecordType.TXT, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("x.alias.", RecordType.A, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("under.", RecordType.TXT, ResponseCode.NoError, Security.Secure),
        ("down.under.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("ent.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("x.ent.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("dn.", RecordType.DNAME, ResponseCode.NoError, Security.Secure),
        ("www.dn.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("www.dn.", RecordType.AAAA, ResponseCode.NoError, Security.Secure),
        ("nowhere.dn.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("secure.", RecordType.DS, ResponseCode.NoError, Security.Secure),
        ("www.secure.", RecordType.A, ResponseCode.NoError, Security.Secure),
        ("nowhere.secure.", RecordType.A, ResponseCode.NxDomain, Security.SecureUnlessOptOut),
        ("insecure.", RecordType.DS, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("lonely.below.ent.", RecordType.DS, ResponseCode.NoError, Security.SecureUnlessOptOut),
        ("www.insecure.", RecordType.A, ResponseCode.NoError, Security.Insecure),
        ("nowhere.insecure.", RecordType.A, ResponseCode.NxDomain, Security.Insecure),
        ("bogus.", RecordType.DS, ResponseCode.NoError, Security.Secure),
        ("www.bogus.", RecordType.A, ResponseCode.ServFail, Security.Bogus),
    ];

    public static TheoryData<string> Denials => [.. SignedServers.Denials];

    [Unbound.Theory]
    [MemberData(nameof(Denials))]
    public async Task Unbound_finds_every_kind_of_answer_as_secure_as_it_can_be(string denial)
    {
        var expected = new List<string>();
        var found = new List<string>();
        foreach ((string name, RecordType type, ResponseCode code, Security security) in Questions)
        {
            Question.Answer answer = await servers.Resolver.AskAsync(name + SignedServers.Origin(denial), type);
            expected.Add($"{name} {type}: {code}, secure: {IsSecure(security, denial)}");
            found.Add($"{name} {type}: {answer.ResponseCode}, secure: {answer.IsAuthentic}");
        }

        Assert.Equal([], found.Except(expected, StringComparer.Ordinal));
    }

    [Delv.TheoryWithDelv]
    [MemberData(nameof(Denials))]
    public async Task Delv_finds_every_kind_of_answer_as_secure_as_it_can_be(string denial)
    {
        string origin = SignedServers.Origin(denial);
        foreach ((string name, RecordType type, _, Security security) in Questions)
        {
            string answer = await Delv.AskAsync(servers.Port(denial), servers.DelvAnchors(denial), origin, name + origin, RecordTypes.ToPresentation(type));
            string[] expected = security switch
            {
                _ when IsSecure(security, denial) => ["fully validated"],
                Security.SecureUnlessOptOut => ["fully validated", "unsigned answer"],
                Security.Insecure => ["unsigned answer"],
                _ => ["broken trust chain"],
            };
            Assert.True(
                Array.Exists(expected, text => answer.Contains(text, StringComparison.Ordinal)) && answer.Contains("broken", StringComparison.Ordinal) == security is Security.Bogus,
                $"{name} {type}, {string.Join(" or ", expected)}:\n{answer}");
        }
    }

    [DnsViz.Theory]
    [MemberData(nameof(Denials))]
    public async Task DNSViz_has_neither_error_nor_warning(string denial)
    {
        string origin = SignedServers.Origin(denial);
        string[] names =
        [
            "", "host.", "www.", "gone.", "nowhere.", "x.wild.", "x.alias.", "down.under.", "ent.", "www.dn.", "0/25.", @"\000.odd.",
            "www.secure.", "nowhere.secure.",
        ];

        DnsViz.Grade grade = await DnsViz.GradeAsync(
            servers.Port(denial), servers.Anchor(denial), [origin, $"secure.{origin}"], names.Select(name => name + origin));

        Assert.Equal("", grade.Warnings);
        Assert.InRange(grade.Secure, denial is "nsec3optout" ? 40 : 60, int.MaxValue);
        Assert.Equal((denial is "nsec3optout", 0), (grade.Insecure > 0, grade.Bogus));
    }

    /// <summary>What it says is to be worth something.</summary>
    [DnsViz.Theory]
    [InlineData("nsec")]
    public async Task DNSViz_sees_what_is_bogus(string denial)
    {
        string bogus = $"bogus.{SignedServers.Origin(denial)}";

        DnsViz.Grade grade = await DnsViz.GradeAsync(
            servers.Port(denial), servers.Anchor(denial), [SignedServers.Origin(denial), bogus], [bogus, $"www.{bogus}"]);

        Assert.Contains("MISSING_RRSIG", grade.Warnings, StringComparison.Ordinal);
    }

    private static bool IsSecure(Security security, string denial) =>
        security is Security.Secure || (security is Security.SecureUnlessOptOut && denial is not "nsec3optout");
}
