using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Which types an NSEC or NSEC3 record says that a name has.</summary>
internal static class DenialBitmap
{
    /// <param name="types">What the zone has at the name, without signatures and denial; left changed.</param>
    public static int Write(TypeSet types, NameStanding standing, DenialKind denial, Span<byte> bitmap)
    {
        if (standing == NameStanding.Cut)
        {
            bool hasDs = types.Has(RecordType.DS);
            types.Clear();
            types.Add(RecordType.NS);
            if (hasDs)
            {
                types.Add(RecordType.DS);
            }
        }

        bool isSigned = denial == DenialKind.Nsec || (standing == NameStanding.Cut ? types.Has(RecordType.DS) : !types.IsEmpty);
        if (isSigned)
        {
            types.Add(RecordType.RRSIG);
        }

        if (denial == DenialKind.Nsec)
        {
            types.Add(RecordType.NSEC);
        }

        return types.Write(bitmap);
    }

    /// <summary>Says that opt-out leaves a name out of the chain.</summary>
    public static bool IsLeftOut(ReadOnlySpan<byte> owner, TypeSet types, NameStanding standing, DenialKind denial) =>
        denial == DenialKind.Nsec3OptOut && standing == NameStanding.Cut && !types.Has(RecordType.DS)
        && owner is not [1, (byte)'*', ..];
}
