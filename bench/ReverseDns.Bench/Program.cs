using System.Globalization;
using System.Net;
using ReverseDns.Bench;
using ReverseDns.Bench.Results;
using ReverseDns.Bench.Sets;
using ReverseDns.Bench.Traffic;
using ReverseDns.Bench.Transfers;

switch (args)
{
    case ["load", .. string[] rest]:
        return LoadBenchmark.Run(rest);
    case ["answer"]:
        return AnswerBenchmark.Run();
    case ["request", .. string[] rest]:
        return RequestBenchmark.Run(rest);
    case ["counting"]:
        return await CountingBenchmark.RunAsync();
    case ["counting", string rounds]:
        return await CountingBenchmark.RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture));
    case ["protection"]:
        return await ProtectionBenchmark.RunAsync();
    case ["protection", string rounds]:
        return await ProtectionBenchmark.RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture));
    case ["flood"]:
        return await FloodBenchmark.RunAsync();
    case ["flood-send", string server, string seconds]:
        return FloodBenchmark.Send(IPEndPoint.Parse(server), int.Parse(seconds, CultureInfo.InvariantCulture));
    case ["dnstap"]:
        return await TapBenchmark.RunAsync();
    case ["dnstap", string rounds]:
        return await TapBenchmark.RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture));
    case ["change"]:
        return ChangeBenchmark.Run();
    case ["sign", .. string[] rest]:
        return SignBenchmark.Run(rest);
    case ["transfer"]:
        return await TransferBenchmark.RunAsync();
    case ["transfer-in", string program, string port]:
        return await IncomingBenchmark.RunAsync(program, int.Parse(port, CultureInfo.InvariantCulture));
    case ["transfer-many", string program, string port, string zones]:
        return await ManyZonesBenchmark.RunAsync(
            program, int.Parse(port, CultureInfo.InvariantCulture), int.Parse(zones, CultureInfo.InvariantCulture));
    case ["sign-change", .. string[] rest]:
        return SignChangeBenchmark.Run(rest);
    case ["registry", string statistics, string folder]:
        return HolderNameServers.Run(statistics, folder);
    case ["zones", string folder, string addresses]:
        int count = int.Parse(addresses, CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        BenchZones.Write(folder, count);
        BenchQuestions.Write(folder, count);
        return 0;
    case ["whole-ipv4", string folder]:
        Directory.CreateDirectory(folder);
        WholeIpv4.Write(folder);
        return 0;
    case ["traffic", .. string[] rest]:
        return TrafficCommand.Run(rest);
    case ["await", .. string[] rest]:
        return AwaitCommand.Run(rest);
    case ["memory", string process]:
        Console.WriteLine(new ProcessTree(int.Parse(process, CultureInfo.InvariantCulture)).Memory().ToString("F1", CultureInfo.InvariantCulture));
        return 0;
    case ["summary", .. string[] rest]:
        return Summary.Run(rest);
    default:
        await Console.Error.WriteLineAsync(
            """
            usage: load [RECORDS | FILE ORIGIN]
                                            read, check and compile a zone of PTR records, or that of a file
                   answer                   what an answer costs, in one zone and in tens of thousands
                   request                  reading, looking up and composing, by BenchmarkDotNet, with octets allocated
                   counting [ROUNDS]        what counting costs of the CPU time of a query, on against off
                   protection [ROUNDS]      what limits and cookies cost of it
                   flood                    how many of other clients' questions are answered while one network floods
                   dnstap [ROUNDS]          what dnstap costs of it, of all questions and of one in a hundred
                   change                   what a change costs in a zone of a million names
                   sign [THREADS [FILE ORIGIN]]
                                            sign 60,000 delegations, or a file, with NSEC, NSEC3 and opt-out
                   transfer                 a million PTR records over TCP of this machine, signed and not
                   transfer-in RDNS PORT    a million records and changes of a hundred to rdns as a secondary on a port
                   transfer-many RDNS PORT ZONES
                                            so many small zones: load of the primary at starts, and NOTIFYs meanwhile
                   sign-change [NAMES [DIGESTS]]
                                            what one changed delegation costs in a signed zone of a million, with ZONEMD if so
                   registry FILE FOLDER     a plan and name servers for rdns build, from statistics
                   zones FOLDER ADDRESSES   the zones and questions of bench/run.sh
                   whole-ipv4 FOLDER        a zone that delegates every /24 of IPv4, and questions for it
                   traffic --server ADDRESS:PORT --questions FILE [--dnssec 1] [--tcp 1] [--flows 8] [--window 32]
                           [--rate QUERIES-A-SECOND] [--warmup 0.5] [--seconds 3] [--queries N] [--pid SERVER]
                           [--label SERVER/SCENARIO/ROUND]
                                            load a server as fast as it answers, or at a rate
                   await --server ADDRESS:PORT --zone NAME [--serial N] [--pid SERVER] [--seconds 60]
                                            when the zone was answered first; the most memory held until then
                   memory PID               proportional set size of a process and those below it, 10^6 octets
                   summary --results FILE [--servers nsd,knot,rdns] [--pick SERVER --of SCENARIO] [--plot FILE]
                                            the table of a run, and its plot (SVG); or one median of its queries a second
            """);
        return 2;
}
