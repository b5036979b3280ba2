namespace ReverseDns.Transfer;

/// <summary>A request for a transfer as it came.</summary>
/// <param name="message">All of it.</param>
/// <param name="questionEnd">Behind the question.</param>
/// <param name="wantsExpire">It asks how long the zone will be kept (RFC 7314).</param>
public readonly ref struct TransferRequest(ReadOnlySpan<byte> message, int questionEnd, bool hasOpt, bool wantsExpire)
{
    public ReadOnlySpan<byte> Message { get; } = message;

    public int QuestionEnd { get; } = questionEnd;

    public bool HasOpt { get; } = hasOpt;

    public bool WantsExpire { get; } = wantsExpire;
}
