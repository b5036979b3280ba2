namespace ReverseDns.Server;

internal enum RateVerdict
{
    /// <summary>To be answered, and charged for.</summary>
    Pass,

    /// <summary>To be answered for nothing: a limit would have been passed, and is only being tried out or does not hold here.</summary>
    Free,

    /// <summary>To be answered with TC and nothing else.</summary>
    Slip,

    Drop,
}
