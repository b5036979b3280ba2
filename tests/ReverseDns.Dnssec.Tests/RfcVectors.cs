namespace ReverseDns.Dnssec.Tests;

/// <summary>
/// The examples of RFC 5702, section 6, RFC 6605, section 6, and RFC 8080, section 6, these as corrected by erratum 4935.
/// </summary>
internal static class RfcVectors
{
    public static TheoryData<string, string, string, string> All => new()
    {
        {
            "256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=",
            "www.example.net.", "A 192.0.2.91",
            "A 8 3 3600 20300101000000 20000101000000 9033 example.net. "
                + "kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg=="
        },
        {
            "256 3 10 AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFDxj13tOnD9u/1kTg7cV6rklMr"
                + "ZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL",
            "www.example.net.", "A 192.0.2.91",
            "A 10 3 3600 20300101000000 20000101000000 3740 example.net. "
                + "tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagY"
                + "JRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw="
        },
        {
            "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
            "www.example.net.", "A 192.0.2.1",
            "A 13 3 3600 20100909100439 20100812100439 55648 example.net. "
                + "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw=="
        },
        {
            "257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6"
                + "Glur8I/mlVNgF6W/qTI37m40",
            "www.example.net.", "A 192.0.2.1",
            "A 14 3 3600 20100909102025 20100812102025 10771 example.net. "
                + "/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bd"
                + "cJzusdnI0RSMROxxwGipWcJm"
        },
        {
            "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
            "example.com.", "MX 10 mail.example.com.",
            "MX 15 2 3600 1440021600 1438207200 3613 example.com. "
                + "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg=="
        },
        {
            "257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=",
            "example.com.", "MX 10 mail.example.com.",
            "MX 15 2 3600 1440021600 1438207200 35217 example.com. "
                + "zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg=="
        },
        {
            "257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
            "example.com.", "MX 10 mail.example.com.",
            "MX 16 2 3600 1440021600 1438207200 9713 example.com. "
                + "3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07"
                + "+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA"
        },
    };

    public static SignedRecord Record(string owner, string record, string rrsig)
    {
        string[] words = record.Split(' ', 2);
        return SignedRecord.Read(owner, 3600, Enum.Parse<RecordType>(words[0]), words[1], rrsig);
    }
}
