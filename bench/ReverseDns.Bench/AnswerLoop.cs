using System.Buffers.Binary;
using System.Diagnostics;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>Asks a table the same questions over and over.</summary>
internal static class AnswerLoop
{
    private const int Payload = 1232;

    /// <param name="questions">Messages with a question for a PTR RRset.</param>
    /// <returns>Nanoseconds an answer in the best round, and octets allocated in the last.</returns>
    public static (double Best, long Allocated) Run(ZoneTable table, byte[][] questions, int rounds)
    {
        byte[] message = new byte[Payload];
        double best = double.MaxValue;
        long allocated = 0;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            foreach (byte[] question in questions)
            {
                question.CopyTo(message, 0);
                table.Answer(message, question.Length, RecordType.PTR, dnssecOk: false, message.Length);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / questions.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (best, allocated);
    }

    /// <summary>The message that asks for a name's PTR RRset.</summary>
    public static byte[] Question(DomainName name)
    {
        const int HeaderLength = 12;
        byte[] question = new byte[HeaderLength + name.Wire.Length + (2 * sizeof(ushort))];
        name.Wire.CopyTo(question.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(question.Length - 4), (ushort)RecordType.PTR);
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(question.Length - 2), (ushort)RecordClass.IN);
        return question;
    }
}
