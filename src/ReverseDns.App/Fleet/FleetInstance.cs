namespace ReverseDns.App.Fleet;

/// <summary>An instance and where it shows itself over HTTP.</summary>
/// <param name="Token">What it must be shown; null: nothing.</param>
internal sealed record FleetInstance(string Name, Uri Url, string? Token);
