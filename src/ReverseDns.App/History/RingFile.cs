using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using ReverseDns.Zones;

namespace ReverseDns.App.History;

/// <summary>
/// Sums over time in a file that never grows: a slot for each step of time, the newest in the place of the oldest. What is
/// added is in the file at once and outlives the process; a slot that the fall of the machine has torn is left out. One
/// caller adds, any may read.
/// </summary>
internal sealed class RingFile : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly Lock _lock = new();
    private readonly RingLayout _layout;
    private readonly SafeFileHandle _file;
    private readonly byte[] _slot;
    private readonly long[] _values;
    private long? _number;

    private RingFile(RingLayout layout, SafeFileHandle file)
    {
        (_layout, _file) = (layout, file);
        _slot = new byte[layout.SlotLength];
        _values = new long[layout.Columns.Count];
    }

    /// <summary>
    /// Goes on with the file that is there. One of another layout is written anew with what it has of these columns and fits; one
    /// that cannot be read is put aside.
    /// </summary>
    /// <exception cref="IOException">It can be neither read nor written.</exception>
    public static RingFile Open(string path, RingLayout layout)
    {
        RingLayout? known = Layout(path);
        if (known is null && File.Exists(path))
        {
            File.Move(path, path + ".damaged", overwrite: true);
        }

        if (known is null || !IsSame(known, layout))
        {
            if (new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace < 2 * layout.FileLength)
            {
                // Not to be filled for this: zones are kept there.
                throw new IOException(string.Create(
                    CultureInfo.InvariantCulture, $"{path}: less room than twice the {layout.FileLength:N0} octets that it takes"));
            }

            IReadOnlyList<HistoryPoint> points = known is null ? [] : ReadAll(path, known);
            AtomicFile.Write(path, Mode, stream => WriteAll(stream, layout, known?.Columns ?? [], points));
        }

        return new RingFile(layout, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
    }

    /// <summary>Adds to the sums of the step that a moment lies in.</summary>
    /// <param name="amounts">In the order of the columns.</param>
    /// <exception cref="IOException">They are not in the file: to be added again, all of them, with what comes next.</exception>
    public void Add(DateTimeOffset time, ReadOnlySpan<long> amounts) => Change(time, amounts, static (sum, amount) => sum + amount);

    /// <summary>Has the step that a moment lies in hold at least these values.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public void Raise(DateTimeOffset time, ReadOnlySpan<long> values) => Change(time, values, Math.Max);

    /// <summary>The steps that lie in a range of time, oldest first; those in which nothing was added are not there.</summary>
    public IReadOnlyList<HistoryPoint> Read(DateTimeOffset from, DateTimeOffset to)
    {
        long last = _layout.NumberOf(to);
        long first = Math.Max(_layout.NumberOf(from), last - _layout.Slots + 1);
        var points = new List<HistoryPoint>();
        byte[] slot = new byte[_layout.SlotLength];
        lock (_lock)
        {
            for (long number = first; number <= last; number++)
            {
                if (RandomAccess.Read(_file, slot, _layout.PlaceOf(number)) == slot.Length && NumberOf(slot) == number && IsWhole(slot))
                {
                    points.Add(new HistoryPoint(_layout.StartOf(number), ValuesOf(slot)));
                }
            }
        }

        return points;
    }

    public void Dispose() => _file.Dispose();

    private void Change(DateTimeOffset time, ReadOnlySpan<long> values, Func<long, long, long> change)
    {
        long number = _layout.NumberOf(time);
        lock (_lock)
        {
            if (_number != number)
            {
                _number = null;
                Load(number);
            }

            _number = null;
            for (int i = 0; i < _values.Length; i++)
            {
                _values[i] = change(_values[i], values[i]);
            }

            Encode(_slot, number, _values);
            RandomAccess.Write(_file, _slot, _layout.PlaceOf(number));
            _number = number;
        }
    }

    private static bool IsSame(RingLayout left, RingLayout right) =>
        left.Step == right.Step && left.Slots == right.Slots && left.Columns.SequenceEqual(right.Columns, StringComparer.Ordinal);

    private static RingLayout? Layout(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] start = new byte[1 << 16];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return RingLayout.TryRead(start.AsSpan(0, length), out RingLayout? layout) && file.Length >= layout.FileLength ? layout : null;
    }

    private static List<HistoryPoint> ReadAll(string path, RingLayout layout)
    {
        var points = new List<HistoryPoint>();
        byte[] slot = new byte[layout.SlotLength];
        using FileStream file = File.OpenRead(path);
        file.Position = layout.HeaderLength;
        for (int i = 0; i < layout.Slots && file.ReadAtLeast(slot, slot.Length, throwOnEndOfStream: false) == slot.Length; i++)
        {
            if (IsWhole(slot))
            {
                points.Add(new HistoryPoint(layout.StartOf(NumberOf(slot)), ValuesOf(slot)));
            }
        }

        return points;
    }

    /// <summary>Columns that are no longer kept are dropped, new ones begin at zero.</summary>
    private static void WriteAll(FileStream stream, RingLayout layout, IReadOnlyList<string> names, IReadOnlyList<HistoryPoint> points)
    {
        stream.Write(layout.WriteHeader());
        byte[] slot = new byte[layout.SlotLength];
        for (int i = 0; i < layout.Slots; i++)
        {
            // In full, so that the disk has room for it from now on.
            stream.Write(slot);
        }

        int[] columns = [.. layout.Columns.Select(name => names.ToList().IndexOf(name))];
        foreach (IGrouping<long, HistoryPoint> same in points.GroupBy(point => layout.NumberOf(point.Start)).OrderBy(group => group.Key))
        {
            long[] values = [.. columns.Select(column => column < 0 ? 0 : same.Sum(point => point.Values[column]))];
            Encode(slot, same.Key, values);
            stream.Position = layout.PlaceOf(same.Key);
            stream.Write(slot);
        }
    }

    private void Load(long number)
    {
        Array.Clear(_values);
        bool isThere = RandomAccess.Read(_file, _slot, _layout.PlaceOf(number)) == _slot.Length && NumberOf(_slot) == number && IsWhole(_slot);
        if (isThere)
        {
            ValuesOf(_slot).CopyTo(_values, 0);
        }
    }

    private static void Encode(Span<byte> slot, long number, ReadOnlySpan<long> values)
    {
        BinaryPrimitives.WriteInt64LittleEndian(slot, number);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(slot[((1 + i) * sizeof(long))..], values[i]);
        }

        RingLayout.Digest(slot[..^RingLayout.DigestLength]).CopyTo(slot[^RingLayout.DigestLength..]);
    }

    private static long NumberOf(ReadOnlySpan<byte> slot) => BinaryPrimitives.ReadInt64LittleEndian(slot);

    private static bool IsWhole(ReadOnlySpan<byte> slot) =>
        RingLayout.Digest(slot[..^RingLayout.DigestLength]).AsSpan().SequenceEqual(slot[^RingLayout.DigestLength..]);

    private static long[] ValuesOf(ReadOnlySpan<byte> slot)
    {
        ReadOnlySpan<byte> values = slot[sizeof(long)..^RingLayout.DigestLength];
        long[] read = new long[values.Length / sizeof(long)];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = BinaryPrimitives.ReadInt64LittleEndian(values[(i * sizeof(long))..]);
        }

        return read;
    }
}
