using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.Server;

/// <summary>
/// Verifies requests that have a TSIG record, and signs their answers. Makes a chain for each key when there are new keys,
/// and allocates nothing after that. One thread at a time.
/// </summary>
/// <param name="transfers">Has the keys; null: no key is known.</param>
internal sealed class SignedRequests(TransferResponder? transfers)
{
    private readonly TimeProvider _clock = transfers?.Clock ?? TimeProvider.System;
    private TransferSettings _settings = TransferSettings.None;
    private TsigChain[] _chains = [];

    /// <summary>False when the record is wrong in itself, which is answered with FORMERR.</summary>
    /// <param name="chain">Whoever signed the request has its key; null when the key is not known.</param>
    public bool TryVerify(
        ReadOnlySpan<byte> request, in Request parsed, out TsigRecord tsig, out TsigChain? chain, out TsigError error)
    {
        chain = null;
        error = TsigError.BadKey;
        var record = new MessageRecord(
            parsed.TsigOwner, RecordType.TSIG, RecordClass.ANY, Ttl: 0, parsed.TsigRdata, parsed.TsigRdataLength);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        if (!TsigRecord.TryRead(request, record, out tsig) || !tsig.TryGetKeyName(request, name, out int length))
        {
            return false;
        }

        TakeKeys();
        foreach (TsigChain known in _chains)
        {
            if (WireName.Equal(known.Key.Name.Wire, name[..length]))
            {
                chain = known;
            }
        }

        if (chain is null)
        {
            return true;
        }

        chain.Start();
        TsigVerdict verdict = chain.Verify(request, tsig, Now());
        error = verdict switch
        {
            TsigVerdict.Good => TsigError.None,
            TsigVerdict.BadTime => TsigError.BadTime,
            TsigVerdict.BadTrunc => TsigError.BadTrunc,
            TsigVerdict.BadSig => TsigError.BadSig,
            _ => TsigError.BadKey,
        };
        return verdict != TsigVerdict.Malformed;
    }

    /// <summary>Adds the record to an answer; 0 where there is no room for it, as an answer without it is none.</summary>
    public int Sign(Span<byte> message, int length, TsigChain chain)
    {
        int signed = chain.Sign(message, length, Now());
        return signed > length ? signed : 0;
    }

    /// <summary>Adds to a refusal what is wrong: signed where the MAC was right (RFC 8945, section 5.3.2).</summary>
    public int Refuse(
        ReadOnlySpan<byte> request, Span<byte> message, int length, TsigChain? chain, in TsigRecord tsig, TsigError error)
    {
        bool isSigned = chain is not null && error is TsigError.BadTime or TsigError.BadTrunc;
        return isSigned
            ? chain!.SignError(message, length, tsig, error, Now())
            : TsigChain.AppendUnsigned(message, length, request, tsig, error);
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeSeconds();

    private void TakeKeys()
    {
        TransferSettings now = transfers?.Settings ?? _settings;
        if (ReferenceEquals(now, _settings))
        {
            return;
        }

        Array.ForEach(_chains, chain => chain.Dispose());
        _chains = [.. now.Keys.Select(key => new TsigChain(key))];
        _settings = now;
    }
}
