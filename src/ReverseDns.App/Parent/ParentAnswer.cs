using System.Net;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Parent;

/// <summary>What one of the parent's servers has as DS of a zone.</summary>
/// <param name="Ds">Null: it gave no answer that counts, for the reason in <paramref name="Fault"/>.</param>
internal sealed record ParentAnswer(IPEndPoint Server, KeySet? Ds, TimeSpan TimeToLive, string? Fault);
