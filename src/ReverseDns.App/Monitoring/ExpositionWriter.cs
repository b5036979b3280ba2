using System.Buffers;
using System.Globalization;
using System.Text;

namespace ReverseDns.App.Monitoring;

/// <summary>Writes metrics as Prometheus reads them: a family, then all its samples, then the next one.</summary>
internal sealed class ExpositionWriter(IBufferWriter<byte> output, ExpositionFormat format)
{
    private const int LongestNumber = 32;

    private byte[] _name = [];
    private byte[] _line = new byte[1_024];
    private int _length;

    public void Begin(MetricFamily family)
    {
        bool isOpen = format == ExpositionFormat.OpenMetrics;
        string name = isOpen ? family.NameWithoutTotal : family.Name;
        _name = Encoding.UTF8.GetBytes(family.Name);
        Line($"# HELP {name} {family.Meaning.Replace("\\", "\\\\", StringComparison.Ordinal)}");
        Line($"# TYPE {name} {family.Type.ToString().ToLowerInvariant()}");
        if (isOpen && family.Unit.Length > 0)
        {
            Line($"# UNIT {name} {family.Unit}");
        }
    }

    /// <summary>A family of one sample without labels.</summary>
    public void Single(MetricFamily family, double value)
    {
        Begin(family);
        Sample(LabelSet.None, value);
    }

    public void Sample(LabelSet labels, long value) => Sample("", labels, default, value);

    public void Sample(LabelSet labels, LabelSet more, long value) => Sample("", labels, more, value);

    public void Sample(LabelSet labels, double value)
    {
        Head("", labels, default);
        Number(value);
        End();
    }

    /// <param name="buckets">In order: the upper bound, and what lies at or below it and above the one before.</param>
    /// <param name="beyond">What lies above the last bound.</param>
    public void Histogram(LabelSet labels, IEnumerable<(double Bound, long Count)> buckets, long beyond, double sum)
    {
        long total = 0;
        foreach ((double bound, long count) in buckets)
        {
            total += count;
            Sample("_bucket", labels, LabelSet.Of("le", Bound(bound)), total);
        }

        total += beyond;
        Sample("_bucket", labels, LabelSet.Of("le", "+Inf"), total);
        Head("_sum", labels, default);
        Number(sum);
        End();
        Sample("_count", labels, default, total);
    }

    /// <summary>The end of all.</summary>
    public void Complete()
    {
        if (format == ExpositionFormat.OpenMetrics)
        {
            Line("# EOF");
        }
    }

    private void Line(string text)
    {
        Put(text);
        End();
    }

    private static string Bound(double bound) => bound.ToString("0.0###########", CultureInfo.InvariantCulture);

    private void Sample(string suffix, LabelSet labels, LabelSet more, long value)
    {
        Head(suffix, labels, more);
        Number(value);
        End();
    }

    private void Head(string suffix, LabelSet labels, LabelSet more)
    {
        if (_name.Length == 0)
        {
            throw new InvalidOperationException("A sample belongs to a family");
        }

        Put(_name);
        Put(suffix);
        if (!labels.Text.IsEmpty || !more.Text.IsEmpty)
        {
            Put("{"u8);
            Put(labels.Text.Span);
            Put(labels.Text.IsEmpty || more.Text.IsEmpty ? [] : ","u8);
            Put(more.Text.Span);
            Put("}"u8);
        }

        Put(" "u8);
    }

    private void Number<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Reserve(LongestNumber);
        value.TryFormat(_line.AsSpan(_length), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Put(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _line.AsSpan(_length));
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_line.AsSpan(_length));
        _length += octets.Length;
    }

    private void Reserve(int octets)
    {
        if (_line.Length - _length < octets)
        {
            Array.Resize(ref _line, (_length + octets) * 2);
        }
    }

    private void End()
    {
        Put("\n"u8);
        _line.AsSpan(0, _length).CopyTo(output.GetSpan(_length));
        output.Advance(_length);
        _length = 0;
    }
}
