using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>What <see cref="RequestReader"/> found in a message; offsets are from its first octet.</summary>
internal struct Request
{
    /// <summary>Behind the question's class: its name is at offset 12, uncompressed.</summary>
    public int QuestionEnd;

    public RecordType Type;

    public RecordClass Class;

    public bool HasOpt;

    public byte EdnsVersion;

    public bool DnssecOk;

    public bool WantsNsid;

    public EdnsWishes Wishes;

    /// <summary>Of the first COOKIE option; without a state there is none.</summary>
    public Cookie Cookie;

    /// <summary>The client's payload size as its OPT record has it.</summary>
    public ushort PayloadSize;

    /// <summary>Where the TSIG record's owner name starts; 0 when there is none.</summary>
    public int TsigOwner;

    public int TsigRdata;

    public int TsigRdataLength;
}
