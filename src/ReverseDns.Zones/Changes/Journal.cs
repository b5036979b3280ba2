using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// The changes of one zone since some version of it, each on the disk before it is answered from. Versions have names that
/// are no serials (a digest of what they were made from), so that an image of any version on the way is a place to start
/// from: <see cref="TryFind"/>. One file,
/// only ever appended to; whatever a crash leaves of an entry is cut off when it is opened. One thread at a time.
/// </summary>
public sealed class Journal : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly long _maxSize;
    private readonly SafeFileHandle _file;
    private readonly List<JournalEntry> _entries = [];
    private readonly byte[] _checksum = new byte[JournalFormat.ChecksumLength];
    private Serial _start;

    private Journal(string path, DomainName origin, long maxSize)
    {
        (_path, Origin, _maxSize) = (path, origin, maxSize);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
    }

    public DomainName Origin { get; }

    /// <summary>Oldest first; each starts at the serial that the one before ends at.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The version before the first entry.</summary>
    public UInt128 First { get; private set; }

    /// <summary>The version after the last entry.</summary>
    public UInt128 Last => _entries.Count > 0 ? _entries[^1].Version : First;

    public Serial LastSerial => _entries.Count > 0 ? _entries[^1].To : _start;

    /// <summary>Octets of the file.</summary>
    public long Size { get; private set; }

    /// <summary>Starts a journal without entries, in place of one that may be there.</summary>
    /// <param name="maxSize">Octets that the file may take.</param>
    /// <exception cref="IOException">It cannot be written; the one before stays.</exception>
    public static Journal Create(string path, DomainName origin, Serial serial, UInt128 version, long maxSize)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] header = JournalFormat.Header(origin, serial, version);
        AtomicFile.Write(path, OwnerOnly, stream => stream.Write(header));
        var journal = new Journal(path, origin, maxSize);
        journal.TakeHeader(header);
        return journal;
    }

    /// <summary>Opens a zone's journal and cuts off what is not whole at its end.</summary>
    /// <param name="fault">What is wrong with the file: all of it when false is returned, else what was cut off.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public static bool TryOpen(
        string path, DomainName origin, long maxSize, [NotNullWhen(true)] out Journal? journal, out string? fault)
    {
        var opened = new Journal(path, origin, maxSize);
        Span<byte> start = stackalloc byte[JournalFormat.MaxHeader];
        start = start[..RandomAccess.Read(opened._file, start, 0)];
        fault = JournalFormat.FaultOf(start, origin, out int length);
        if (fault is not null)
        {
            opened.Dispose();
            journal = null;
            return false;
        }

        opened.TakeHeader(start[..length]);
        fault = opened.TakeEntries();
        journal = opened;
        return true;
    }

    /// <summary>
    /// Writes a change and waits until it is on the disk. False, and nothing written, when it does not start where the last one
    /// ended, or when there is no room for it.
    /// </summary>
    /// <param name="version">The version that it leads to.</param>
    /// <param name="source">Anything else that is to be known of that version.</param>
    /// <exception cref="IOException">It could not be written; the journal is as it was.</exception>
    public unsafe bool TryAppend(ZoneDiff diff, UInt128 version, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(diff);
        long expected = diff.Removed.Size + diff.Added.Size + source.Length;
        if (diff.From != LastSerial || diff.Origin != Origin || expected > int.MaxValue / 2)
        {
            return false;
        }

        using var buffer = new NativeBuffer(expected + 4096);
        JournalFormat.AppendEntry(buffer, diff, version, source, _checksum);
        if (buffer.Length > _maxSize - Size)
        {
            return false;
        }

        bool written = false;
        var entry = new ReadOnlySpan<byte>(buffer.Start, (int)buffer.Length);
        try
        {
            RandomAccess.Write(_file, entry, Size);
            RandomAccess.FlushToDisk(_file);
            written = true;
        }
        finally
        {
            if (!written)
            {
                RandomAccess.SetLength(_file, Size);
            }
        }

        Take(entry);
        return true;
    }

    /// <summary>Says with which entry to go on from a version: 0 is the first, their count that nothing is missing.</summary>
    public bool TryFind(UInt128 version, out int next)
    {
        next = _entries.FindLastIndex(entry => entry.Version == version) + 1;
        return next > 0 || version == First;
    }

    /// <summary>The changes from a serial to a later one, oldest first; null when they are not all here, or end in a version without a serial of its own.</summary>
    /// <exception cref="InvalidDataException">What stands there passes its check-sum and is no diff of the zone.</exception>
    public IReadOnlyList<ZoneDiff>? ReadBetween(Serial from, Serial to)
    {
        int end = _entries.FindLastIndex(entry => entry.To == to) + 1;
        int first = end;
        while (first > 0 && _entries[first - 1].From != _entries[first - 1].To)
        {
            first--;
            if (_entries[first].From == from)
            {
                return [.. _entries[first..end].Select(ReadDiff)];
            }
        }

        return null;
    }

    /// <summary>Writes the file again without the entries before one, and takes the place of this journal.</summary>
    /// <param name="first">The entry that is to come first; their count leaves none.</param>
    /// <exception cref="IOException">It could not be written; the file is as it was.</exception>
    public Journal Without(int first)
    {
        UInt128 version = first == 0 ? First : _entries[first - 1].Version;
        byte[] header = JournalFormat.Header(Origin, first == 0 ? _start : _entries[first - 1].To, version);
        byte[] checksum = header[^JournalFormat.ChecksumLength..];
        AtomicFile.Write(_path, OwnerOnly, stream =>
        {
            stream.Write(header);
            foreach (JournalEntry entry in _entries.Skip(first))
            {
                using var buffer = new NativeBuffer(entry.Length);
                using ZoneDiff diff = ReadDiff(entry);
                JournalFormat.AppendEntry(buffer, diff, entry.Version, ReadSource(entry), checksum);
                stream.Write(Span(buffer));
                Span(buffer)[^JournalFormat.ChecksumLength..].CopyTo(checksum);
            }
        });
        Dispose();
        return TryOpen(_path, Origin, _maxSize, out Journal? journal, out string? fault)
            ? journal
            : throw new IOException($"{_path} {fault}");
    }

    /// <exception cref="InvalidDataException">What stands there passes its check-sum and is no diff of the zone.</exception>
    public ZoneDiff ReadDiff(JournalEntry entry)
    {
        using NativeBuffer octets = Read(entry);
        return DiffOctets.TryRead(JournalFormat.Diff(Span(octets)), Origin, entry.From, entry.To, out ZoneDiff? diff)
            ? diff
            : throw new InvalidDataException($"{_path} at octet {entry.Start}: not a change of {Origin}");
    }

    /// <summary>What <see cref="TryAppend"/> was given with it.</summary>
    public byte[] ReadSource(JournalEntry entry)
    {
        using NativeBuffer octets = Read(entry);
        return JournalFormat.Source(Span(octets)).ToArray();
    }

    public void Dispose() => _file.Dispose();

    private static unsafe ReadOnlySpan<byte> Span(NativeBuffer octets) => new(octets.Start, (int)octets.Length);

    private void TakeHeader(ReadOnlySpan<byte> header)
    {
        _start = new Serial(BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        First = BinaryPrimitives.ReadUInt128BigEndian(header[16..]);
        header[^JournalFormat.ChecksumLength..].CopyTo(_checksum);
        Size = header.Length;
    }

    /// <summary>Takes the whole entries; cuts off the rest, and says so.</summary>
    private string? TakeEntries()
    {
        long length = RandomAccess.GetLength(_file);
        Span<byte> start = stackalloc byte[sizeof(int)];
        while (RandomAccess.Read(_file, start, Size) == sizeof(int))
        {
            int entryLength = BinaryPrimitives.ReadInt32BigEndian(start);
            if (entryLength < JournalFormat.EntryStart || entryLength > length - Size)
            {
                break;
            }

            using NativeBuffer octets = Read(new JournalEntry(default, default, default, Size, entryLength));
            ReadOnlySpan<byte> entry = Span(octets);
            if (!JournalFormat.IsWhole(entry, _checksum) || BinaryPrimitives.ReadUInt32BigEndian(entry[4..]) != LastSerial.Value)
            {
                break;
            }

            Take(entry);
        }

        if (Size == length)
        {
            return null;
        }

        RandomAccess.SetLength(_file, Size);
        RandomAccess.FlushToDisk(_file);
        return $"is damaged or cut from octet {Size} on: {length - Size} octets cut off, {_entries.Count} entries left";
    }

    private void Take(ReadOnlySpan<byte> entry)
    {
        _entries.Add(new JournalEntry(
            new Serial(BinaryPrimitives.ReadUInt32BigEndian(entry[4..])),
            new Serial(BinaryPrimitives.ReadUInt32BigEndian(entry[8..])),
            JournalFormat.Version(entry),
            Size,
            entry.Length));
        entry[^JournalFormat.ChecksumLength..].CopyTo(_checksum);
        Size += entry.Length;
    }

    private unsafe NativeBuffer Read(JournalEntry entry)
    {
        var octets = new NativeBuffer(entry.Length);
        var destination = new Span<byte>(octets.Append(entry.Length), entry.Length);
        for (int done = 0; done < entry.Length;)
        {
            int count = RandomAccess.Read(_file, destination[done..], entry.Start + done);
            if (count == 0)
            {
                octets.Dispose();
                throw new IOException($"{_path} has become shorter");
            }

            done += count;
        }

        return octets;
    }
}
