using System.Runtime.InteropServices;

namespace ReverseDns.Protocol;

/// <summary>
/// Where one record stands in a message. Its name is whole and its RDATA lies inside the message; what the RDATA says
/// has not been looked at.
/// </summary>
/// <param name="Owner">Offset of the owner name, which may be compressed.</param>
/// <param name="Ttl">As received; the flags of an OPT record.</param>
/// <param name="Rdata">Offset of the RDATA.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageRecord(
    int Owner, RecordType Type, RecordClass Class, uint Ttl, int Rdata, int RdataLength);
