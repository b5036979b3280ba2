using ReverseDns.App.Commands;

// What a service manager runs is understood at once: setting up the whole command line takes as long as opening a
// million names.
return args is ["serve", "-c" or "--config", [not ('-' or '@'), ..] file]
    ? await ServeCommand.RunAsync(file, allowBroken: false, Console.Out, Console.Error)
    : await RdnsCommand.RunAsync(args);
