using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>
/// Has the kernel drop what some networks send before it comes into a socket's buffer (a classic BPF program, which needs no
/// privilege): who floods there takes no room from others. One in so many passes, which shows that the flood goes on.
/// </summary>
internal static unsafe class SocketFilter
{
    public const int Most = 16;
    public const int PassesOneIn = 32;

    private const int SocketLevel = 1;
    private const int AttachOption = 26;
    private const int DetachOption = 27;

    private const ushort LoadWord = 0x20;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    /// <summary>Where the network header begins, and where a random number is to be had.</summary>
    private const uint NetworkHeader = 0xFFF0_0000;
    private const uint RandomNumber = 0xFFFF_F038;

    private const uint Ipv4Source = 12;
    private const uint Ipv6Source = 8;

    /// <summary>False when the kernel does not take it.</summary>
    /// <param name="prefixes">Of the socket's family; none takes the filter away.</param>
    public static bool TrySet(int descriptor, IReadOnlyList<AddressPrefix> prefixes)
    {
        if (prefixes.Count == 0)
        {
            int nothing = 0;
            return LinuxCalls.SetOption(descriptor, SocketLevel, DetachOption, &nothing, sizeof(int)) == 0;
        }

        Step[] steps = Compile(prefixes);
        fixed (Step* first = steps)
        {
            var program = new FilterProgram { Length = (ushort)steps.Length, Steps = first };
            return LinuxCalls.SetOption(descriptor, SocketLevel, AttachOption, &program, (uint)sizeof(FilterProgram)) == 0;
        }
    }

    /// <summary>For each network a comparison of each word of the source, then the end for all others, then that for those named.</summary>
    private static Step[] Compile(IReadOnlyList<AddressPrefix> prefixes)
    {
        List<List<(uint Offset, uint Mask, uint Value)>> tests = [.. prefixes.Select(Words)];
        int end = tests.Sum(words => words.Count * 3);
        var steps = new List<Step>();
        foreach (List<(uint Offset, uint Mask, uint Value)> words in tests)
        {
            int next = steps.Count + (words.Count * 3);
            for (int i = 0; i < words.Count; i++)
            {
                steps.Add(new Step(LoadWord, words[i].Offset));
                steps.Add(new Step(And, words[i].Mask));
                int after = steps.Count + 1;
                int target = i == words.Count - 1 ? end + 1 : after;
                steps.Add(new Step(JumpIfEqual, words[i].Value, (byte)(target - after), (byte)(next - after)));
            }
        }

        return
        [
            .. steps, new Step(Return, uint.MaxValue),
            new Step(LoadWord, RandomNumber), new Step(And, PassesOneIn - 1), new Step(JumpIfEqual, 0, 0, 1),
            new Step(Return, uint.MaxValue), new Step(Return, 0),
        ];
    }

    private static List<(uint Offset, uint Mask, uint Value)> Words(AddressPrefix prefix)
    {
        Span<byte> first = stackalloc byte[SocketName.Ipv6Length];
        Span<byte> mask = stackalloc byte[SocketName.Ipv6Length];
        int length = new SocketName(prefix.First, 0).WriteAddress(first, prefix.IsIPv6);
        _ = new SocketName(RateRule.MaskOf(prefix.Length, prefix.IsIPv6), 0).WriteAddress(mask, prefix.IsIPv6);
        var words = new List<(uint Offset, uint Mask, uint Value)>();
        for (int at = 0; at < length; at += sizeof(uint))
        {
            uint bits = BinaryPrimitives.ReadUInt32BigEndian(mask[at..]);
            if (bits != 0)
            {
                uint offset = NetworkHeader + (prefix.IsIPv6 ? Ipv6Source : Ipv4Source) + (uint)at;
                words.Add((offset, bits, BinaryPrimitives.ReadUInt32BigEndian(first[at..])));
            }
        }

        return words;
    }

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Step(ushort code, uint operand, byte ifTrue = 0, byte ifFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Operand = operand;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public Step* Steps;
    }
}
