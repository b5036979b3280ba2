namespace ReverseDns.App.Tests.Anycast;

/// <summary>What has become of questions.</summary>
/// <param name="Lost">No answer within a second.</param>
/// <param name="Errors">SERVFAIL or REFUSED, which sends a resolver to the next name server.</param>
/// <param name="Wrong">Anything else than the right answer.</param>
internal sealed record AnswerTally(int Asked, int Lost, int Errors, int Wrong);
