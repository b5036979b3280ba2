using ReverseDns.App.Commands;

return await RdnsCommand.RunAsync(args);
