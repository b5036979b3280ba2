namespace ReverseDns.Server;

public delegate void TapVisitor(in TappedExchange exchange);
