namespace ReverseDns.Transfer;

/// <summary>Lets so many checks begin in a second and not more, a tenth of them at once. One thread at a time.</summary>
internal sealed class CheckPace(int perSecond, TimeProvider clock)
{
    private readonly double _most = Math.Max(1, perSecond / 10);
    private double _left = Math.Max(1, perSecond / 10);
    private long _filled = clock.GetTimestamp();

    public bool TryTake()
    {
        if (_left < 1)
        {
            _left = Math.Min(_most, _left + (clock.GetElapsedTime(_filled).TotalSeconds * perSecond));
            _filled = clock.GetTimestamp();
        }

        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
