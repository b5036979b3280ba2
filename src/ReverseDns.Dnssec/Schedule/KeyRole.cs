namespace ReverseDns.Dnssec;

/// <summary>What a key signs: the DNSKEY RRset (KSK), everything else (ZSK), or both (CSK).</summary>
public enum KeyRole
{
    KeySigning,
    ZoneSigning,
    Combined,
}
