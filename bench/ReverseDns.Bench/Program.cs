using ReverseDns.Bench;

switch (args)
{
    case ["load", .. string[] rest]:
        return LoadBenchmark.Run(rest);
    case ["answer"]:
        return AnswerBenchmark.Run();
    case ["registry", string statistics, string folder]:
        return HolderNameServers.Run(statistics, folder);
    default:
        await Console.Error.WriteLineAsync("usage: load [records | FILE ORIGIN]   read, check and compile a zone of PTR records, or that of a file");
        await Console.Error.WriteLineAsync("       answer           what an answer costs, in one zone and in tens of thousands");
        await Console.Error.WriteLineAsync("       registry FILE FOLDER   a plan and name servers for rdns build, from statistics");
        return 2;
}
