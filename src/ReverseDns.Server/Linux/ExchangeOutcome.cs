using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <param name="End">Why it is over.</param>
/// <param name="Requests">Requests that became whole and were handled.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExchangeOutcome(ExchangeState State, int Requests, ConnectionEnd End = ConnectionEnd.None);
