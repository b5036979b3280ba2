using System.Globalization;

namespace ReverseDns.Server;

/// <summary>What all clients of one prefix may have together.</summary>
public readonly record struct RateLimitLevel(int PrefixLength, int AnswersPerSecond)
{
    /// <summary>"/24 4000".</summary>
    public static bool TryParse(string text, out RateLimitLevel level)
    {
        level = default;
        string[] words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isRead = words is [['/', .. string length], string rate]
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            && int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out int answers)
            && (level = new RateLimitLevel(bits, answers)) != default;
        return isRead;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"/{PrefixLength} {AnswersPerSecond}");
}
