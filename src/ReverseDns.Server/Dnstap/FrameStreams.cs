using System.Buffers.Binary;

namespace ReverseDns.Server;

/// <summary>
/// The framing of Farsight's Frame Streams for dnstap: a length before each message, and control frames, which come behind a
/// length of 0, at the beginning and the end.
/// </summary>
internal static class FrameStreams
{
    public const int LengthSize = 4;

    /// <summary>Of a control frame, without what is before it.</summary>
    public const int LongestControl = 512;

    private const uint ContentTypeField = 1;
    private const int FieldHead = 8;

    private static ReadOnlySpan<byte> ContentType => "protobuf:dnstap.Dnstap"u8;

    /// <summary>A whole control frame; all but <see cref="FrameControl.Stop"/> and Finish say what the content is.</summary>
    public static byte[] Write(FrameControl control)
    {
        bool hasType = control is FrameControl.Ready or FrameControl.Start or FrameControl.Accept;
        int length = LengthSize + (hasType ? FieldHead + ContentType.Length : 0);
        byte[] frame = new byte[(2 * LengthSize) + length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(LengthSize), (uint)length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(2 * LengthSize), (uint)control);
        if (hasType)
        {
            Span<byte> field = frame.AsSpan(3 * LengthSize);
            BinaryPrimitives.WriteUInt32BigEndian(field, ContentTypeField);
            BinaryPrimitives.WriteUInt32BigEndian(field[LengthSize..], (uint)ContentType.Length);
            ContentType.CopyTo(field[FieldHead..]);
        }

        return frame;
    }

    /// <summary>Whether a control frame, without the two lengths before it, is that one, and of dnstap where it says of what.</summary>
    public static bool Is(FrameControl control, ReadOnlySpan<byte> frame)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(frame, out uint found) || found != (uint)control)
        {
            return false;
        }

        ReadOnlySpan<byte> fields = frame[LengthSize..];
        bool isOther = false;
        while (fields.Length >= FieldHead)
        {
            uint type = BinaryPrimitives.ReadUInt32BigEndian(fields);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(fields[LengthSize..]);
            fields = fields[FieldHead..];
            if (type != ContentTypeField || length > (uint)fields.Length)
            {
                return false;
            }

            if (fields[..(int)length].SequenceEqual(ContentType))
            {
                return true;
            }

            isOther = true;
            fields = fields[(int)length..];
        }

        return fields.IsEmpty && !isOther;
    }
}
