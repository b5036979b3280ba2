namespace ReverseDns.Protocol;

/// <summary>EDNS option codes by IANA's registry; one without a name here is a number like any other.</summary>
public enum EdnsOptionCode : ushort
{
    NameServerIdentifier = 3,
    ClientSubnet = 8,
    Expire = 9,
    Cookie = 10,
    TcpKeepalive = 11,
    Padding = 12,
    Chain = 13,
    KeyTag = 14,
    ExtendedError = 15,
    ReportChannel = 18,
    ZoneVersion = 19,
}
