namespace ReverseDns.Interop.Tests.Peers;

/// <summary>The ways in which a zone is signed for these tests: three signers, three kinds of denial.</summary>
public static class Signers
{
    public static readonly string[] Needed = ["dnssec-keygen", "dnssec-signzone", "ldns-keygen", "ldns-signzone", "kzonesign"];

    private const string Algorithm = "ECDSAP256SHA256";
    private const string Salt = "aabbccdd";
    private const string Iterations = "5";

    /// <summary>Each signs a zone file in a folder and returns the signed file.</summary>
    public static IReadOnlyList<(string Name, Func<string, PeerZone, Task<string>> SignAsync)> All { get; } =
    [
        ("bind-nsec", (folder, zone) => SignWithBindAsync(folder, zone)),
        ("bind-nsec3", (folder, zone) => SignWithBindAsync(folder, zone, "-3", Salt, "-H", Iterations)),
        ("bind-optout", (folder, zone) => SignWithBindAsync(folder, zone, "-3", Salt, "-H", Iterations, "-A")),
        ("ldns-nsec", (folder, zone) => SignWithLdnsAsync(folder, zone)),
        ("ldns-nsec3", (folder, zone) => SignWithLdnsAsync(folder, zone, "-n", "-s", Salt, "-t", Iterations)),
        ("ldns-optout", (folder, zone) => SignWithLdnsAsync(folder, zone, "-n", "-s", Salt, "-t", Iterations, "-p")),
        ("knot-nsec", (folder, zone) => SignWithKnotAsync(folder, zone, "nsec3: off")),
        ("knot-nsec3", (folder, zone) => SignWithKnotAsync(folder, zone, $"nsec3: on\n    nsec3-iterations: {Iterations}")),
        ("knot-optout", (folder, zone) => SignWithKnotAsync(folder, zone, $"nsec3: on\n    nsec3-iterations: {Iterations}\n    nsec3-opt-out: on")),
    ];

    private static async Task<string> SignWithBindAsync(string folder, PeerZone zone, params string[] options)
    {
        string origin = zone.Origin.ToString();
        await Programs.RunAsync(folder, "dnssec-keygen", "-q", "-a", Algorithm, origin);
        await Programs.RunAsync(folder, "dnssec-keygen", "-q", "-a", Algorithm, "-f", "KSK", origin);
        await Programs.RunAsync(folder, "dnssec-signzone", ["-S", "-o", origin, "-f", "signed", .. options, zone.File]);
        return Path.Combine(folder, "signed");
    }

    private static async Task<string> SignWithLdnsAsync(string folder, PeerZone zone, params string[] options)
    {
        string key = (await Programs.RunAsync(folder, "ldns-keygen", "-a", Algorithm, "-k", zone.Origin.ToString())).Trim();
        await Programs.RunAsync(folder, "ldns-signzone", ["-o", zone.Origin.ToString(), "-f", "signed", .. options, zone.File, key]);
        return Path.Combine(folder, "signed");
    }

    private static async Task<string> SignWithKnotAsync(string folder, PeerZone zone, string denial)
    {
        string configuration = $"""
            database:
              storage: "{folder}"
            policy:
              - id: made
                algorithm: {Algorithm.ToLowerInvariant()}
                single-type-signing: on
                {denial}
            zone:
              - domain: "{zone.Origin}"
                storage: "{folder}"
                file: "{zone.File}"
                dnssec-signing: on
                dnssec-policy: made

            """;
        string file = Path.Combine(folder, "configuration");
        await File.WriteAllTextAsync(file, configuration);
        string signed = Directory.CreateDirectory(Path.Combine(folder, "signed")).FullName;
        await Programs.RunAsync(folder, "kzonesign", "-c", file, "-o", signed, zone.Origin.ToString());
        return Directory.GetFiles(signed).Single();
    }
}
