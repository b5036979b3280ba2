using System.Buffers.Binary;

namespace ReverseDns.Dnssec.Tests;

/// <summary>A record of its own RRset as it is signed: the RRSIG's RDATA less the signature, then the record (RFC 4034, section 3.1.8.1).</summary>
internal sealed record SignedRecord(byte[] Message, byte[] Signature)
{
    public static SignedRecord Read(string owner, uint timeToLive, RecordType type, string rdata, string rrsig)
    {
        byte[] signature = RdataText.Read(RecordType.RRSIG, rrsig);
        int signer = 18;
        while (signature[signer] != 0)
        {
            signer += signature[signer] + 1;
        }

        byte[] octets = RdataText.Read(type, rdata);
        byte[] head = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)octets.Length);
        return new SignedRecord(
            [.. signature[..(signer + 1)], .. DomainName.Parse(owner).Wire, .. head, .. octets], signature[(signer + 1)..]);
    }
}
