using System.Globalization;

namespace ReverseDns.Bench;

/// <summary>What servers of <see cref="TurnAbout"/> are asked, and how.</summary>
/// <param name="Rate">Queries a second; 0: as fast as they are answered.</param>
internal sealed record LoadKind(string Questions, bool IsSigned = false, bool IsTcp = false, int Rate = 0)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsTcp ? "TCP" : "UDP")} {Questions}, {(Rate == 0 ? "as fast as it answers" : $"{Rate} queries a second")}");
}
