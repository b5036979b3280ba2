namespace ReverseDns.Bench.Traffic;

/// <summary>One socket of the generator. No call waits.</summary>
internal interface IFlow : IDisposable
{
    Outstanding Outstanding { get; }

    /// <summary>Takes what answers are there; returns how many.</summary>
    int Receive(TrafficTally tally);

    /// <summary>Sends what the pace allows, at most one batch.</summary>
    void Send(QuestionSet questions, Pace pace);
}
