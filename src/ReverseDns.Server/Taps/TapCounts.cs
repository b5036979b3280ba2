namespace ReverseDns.Server;

/// <summary>
/// What has become of questions at a tap. All that were chosen are recorded or lost, but for the one that is being recorded.
/// </summary>
/// <param name="Seen">Questions that fit, whether chosen or not.</param>
/// <param name="Chosen">Those of them that the sample has.</param>
/// <param name="Recorded">Chosen, and ready to be read or read already.</param>
/// <param name="Full">Lost: the buffer was full.</param>
/// <param name="NoReader">Lost: the tap was closed with <see cref="TapGate.NoReader"/>.</param>
/// <param name="Rate">Lost: the tap was closed with <see cref="TapGate.Rate"/>.</param>
public readonly record struct TapCounts(long Seen, long Chosen, long Recorded, long Full, long NoReader, long Rate)
{
    public static TapCounts operator +(TapCounts left, TapCounts right) => Add(left, right);

    public static TapCounts Add(TapCounts left, TapCounts right) => new(
        left.Seen + right.Seen,
        left.Chosen + right.Chosen,
        left.Recorded + right.Recorded,
        left.Full + right.Full,
        left.NoReader + right.NoReader,
        left.Rate + right.Rate);
}
