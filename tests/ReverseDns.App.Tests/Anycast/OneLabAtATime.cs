namespace ReverseDns.App.Tests.Anycast;

/// <summary>Labs measure time: one after the other, and with nothing else beside them.</summary>
[CollectionDefinition(nameof(OneLabAtATime), DisableParallelization = true)]
public class OneLabAtATime;
