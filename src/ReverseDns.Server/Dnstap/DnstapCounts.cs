namespace ReverseDns.Server;

/// <summary>
/// What has become of questions: of those that <see cref="TapCounts.Chosen"/> counts, all are sent, lost, or on their way.
/// </summary>
/// <param name="Sent">Whose messages have been taken by the file, or by the kernel for the reader.</param>
/// <param name="NoReader">Lost: there was no reader, or no file.</param>
/// <param name="Full">Lost: the reader, or the thread that writes, was too slow.</param>
/// <param name="Rate">Lost: more than the rate allows.</param>
/// <param name="Broken">Lost: were being written when the reader went or failed.</param>
/// <param name="Octets">Written, frames included.</param>
/// <param name="Failures">Times that the destination could not be had, or failed.</param>
public sealed record DnstapCounts(
    long Chosen, long Sent, long NoReader, long Full, long Rate, long Broken, long Octets, long Failures, bool IsOpen);
