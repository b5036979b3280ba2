using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A question as it goes over the wire; its ID is filled in when it is sent.</summary>
public static class RequestMessage
{
    public static byte[] Of(Question question)
    {
        int size = Math.Min(question.MaxSize, PeerKind.MaxPayload);
        byte[] opt =
        [
            0, 0, (byte)RecordType.OPT, (byte)(size >> 8), (byte)size, 0, 0, (byte)(question.DnssecOk ? 0x80 : 0), 0, 0, 0,
        ];
        return
        [
            0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(question.Edns ? 1 : 0),
            .. question.Name.Wire, (byte)((int)question.Type >> 8), (byte)question.Type, 0, (byte)RecordClass.IN,
            .. question.Edns ? opt : [],
        ];
    }
}
