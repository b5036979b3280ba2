using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ReverseDns.App.History;

/// <summary>
/// How a <see cref="RingFile"/> is laid out, and its first octets, which say so: a magic number, the length of the header, the
/// step in seconds, the number of slots, the names of the columns, a digest. A slot is its number, its values and a digest.
/// </summary>
/// <param name="Step">The time of one slot, in whole seconds.</param>
/// <param name="Slots">How many there are: the file holds this many steps, and no more.</param>
/// <param name="Columns">What is summed in each slot.</param>
internal sealed record RingLayout(TimeSpan Step, int Slots, IReadOnlyList<string> Columns)
{
    public const int DigestLength = 8;

    private const ulong Magic = 0x31_47_4E_49_52_4E_44_52;
    private const int FixedLength = sizeof(ulong) + (3 * sizeof(int));
    private const int LongestHeader = 1 << 16;

    public int HeaderLength => FixedLength + Encoding.UTF8.GetByteCount(Names) + DigestLength;

    public int SlotLength => ((1 + Columns.Count) * sizeof(long)) + DigestLength;

    public long FileLength => HeaderLength + ((long)Slots * SlotLength);

    private string Names => string.Join('\n', Columns);

    public static byte[] Digest(ReadOnlySpan<byte> octets) => SHA256.HashData(octets)[..DigestLength];

    /// <summary>The number of the step that a moment lies in.</summary>
    public long NumberOf(DateTimeOffset time) => StepsUntil(time, Step);

    /// <summary>Whole steps since 1970; in whole numbers, as a moment right before a step begins is not yet in it.</summary>
    public static long StepsUntil(DateTimeOffset time, TimeSpan step)
    {
        (long number, long rest) = Math.DivRem((time - DateTimeOffset.UnixEpoch).Ticks, step.Ticks);
        return rest < 0 ? number - 1 : number;
    }

    public DateTimeOffset StartOf(long number) => DateTimeOffset.UnixEpoch + (number * Step);

    /// <summary>Where in the file the slot of a step is.</summary>
    public long PlaceOf(long number) => HeaderLength + ((((number % Slots) + Slots) % Slots) * SlotLength);

    public byte[] WriteHeader()
    {
        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), (int)Step.TotalSeconds);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), Slots);
        Encoding.UTF8.GetBytes(Names, header.AsSpan(FixedLength));
        Digest(header.AsSpan(..^DigestLength)).CopyTo(header, header.Length - DigestLength);
        return header;
    }

    /// <summary>False for octets that are no header, or not all of one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out RingLayout? layout)
    {
        layout = null;
        if (file.Length < FixedLength || BinaryPrimitives.ReadUInt64LittleEndian(file) != Magic)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        int step = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        int slots = BinaryPrimitives.ReadInt32LittleEndian(file[16..]);
        if (length is < FixedLength + DigestLength or > LongestHeader || length > file.Length || step < 1 || slots < 1
            || !Digest(file[..(length - DigestLength)]).AsSpan().SequenceEqual(file[(length - DigestLength)..length]))
        {
            return false;
        }

        string names = Encoding.UTF8.GetString(file[FixedLength..(length - DigestLength)]);
        layout = new RingLayout(TimeSpan.FromSeconds(step), slots, names.Split('\n'));
        return true;
    }
}
