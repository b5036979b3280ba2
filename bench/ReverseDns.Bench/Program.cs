using ReverseDns.Bench;

switch (args)
{
    case ["load", .. string[] rest]:
        return LoadBenchmark.Run(rest);
    case ["answer"]:
        return AnswerBenchmark.Run();
    default:
        await Console.Error.WriteLineAsync("usage: load [records]   read, check and compile a zone of PTR records");
        await Console.Error.WriteLineAsync("       answer           what an answer costs, in one zone and in tens of thousands");
        return 2;
}
