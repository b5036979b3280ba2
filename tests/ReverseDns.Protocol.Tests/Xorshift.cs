namespace ReverseDns.Protocol.Tests;

/// <summary>Numbers that are the same in every run.</summary>
internal sealed class Xorshift(uint seed)
{
    private uint _state = seed;

    /// <summary>From 0 to below the bound.</summary>
    public int Next(int bound)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)bound);
    }
}
