using ReverseDns.Bench;

switch (args)
{
    case ["load", .. string[] rest]:
        return LoadBenchmark.Run(rest);
    default:
        await Console.Error.WriteLineAsync("usage: load [records]   read, check and compile a zone of PTR records");
        return 2;
}
