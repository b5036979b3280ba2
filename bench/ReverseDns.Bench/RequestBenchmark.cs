using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using ReverseDns.Bench.Sets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>The parts of answering one request, in process, with octets allocated: reading it, looking up and composing, and all of it.</summary>
[MemoryDiagnoser]
[SuppressMessage("Maintainability", "CA1515:Make types internal", Justification = "BenchmarkDotNet measures public classes only.")]
public class RequestBenchmark
{
    private const int Questions = 1 << 14;
    private const int Addresses = 100_000;
    private readonly byte[][] _requests = new byte[Questions][];
    private readonly int[] _questionEnds = new int[Questions];
    private readonly byte[] _message = new byte[4096];
    private readonly byte[] _name = new byte[WireName.MaxLength];
    private readonly RequestHandler _handler = new(new EdnsOptions(), new IdentityOptions());
    private ZoneTable _zones = ZoneTable.Empty;
    private ClientContext _client;

    [Params("address", "referral", "name error")]
    public string Asked { get; set; } = "";

    public static int Run(string[] arguments)
    {
        IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance));
        return BenchmarkRunner.Run<RequestBenchmark>(config, arguments).HasCriticalValidationErrors ? 1 : 0;
    }

    [GlobalSetup]
    public void Load()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-bench-").FullName;
        try
        {
            BenchZones.Write(folder, Addresses);
            _zones = ZoneTable.Create([BenchZones.Read(folder, BenchZones.Addresses), BenchZones.Read(folder, BenchZones.Delegations)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        _client = new ClientContext(_zones, Transport.Udp, IsIpv6: false);
        var random = new Random(1);
        for (int i = 0; i < Questions; i++)
        {
            byte[] name = DomainName.Parse(Name(random)).Wire.ToArray();
            _requests[i] = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, .. name, 0, (byte)RecordType.PTR, 0, 1, 0, 0, 41, 4, 208, 0, 0, 128, 0, 0, 0];
            _questionEnds[i] = Protocol.MessageHeader.Length + name.Length + (2 * sizeof(ushort));
        }
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int Parse()
    {
        int read = 0;
        foreach (byte[] request in _requests)
        {
            var reader = new MessageReader(request);
            read += reader.TryReadHeader(out _) && reader.TryReadQuestion(_name, out _, out _, out _) && reader.TryReadRecord(out _) ? 1 : 0;
        }

        return read;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int LookUpAndCompose()
    {
        int octets = 0;
        for (int i = 0; i < Questions; i++)
        {
            _requests[i].CopyTo(_message, 0);
            octets += _zones.Answer(_message, _questionEnds[i], RecordType.PTR, dnssecOk: true, limit: 1232).Length;
        }

        return octets;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int Request()
    {
        int octets = 0;
        foreach (byte[] request in _requests)
        {
            octets += _handler.Handle(request, _message, in _client);
        }

        return octets;
    }

    private string Name(Random random) => Asked switch
    {
        "address" => $"{BenchZones.Address(random.Next(Addresses))}.{BenchZones.Addresses}.",
        "referral" => $"{random.Next(256)}.{BenchZones.Block(random.Next(BenchZones.DelegationCount))}.{BenchZones.Delegations}.",
        _ => $"{random.Next(256)}.{random.Next(256)}.{random.Next(200, 256)}.{BenchZones.Addresses}.",
    };
}
