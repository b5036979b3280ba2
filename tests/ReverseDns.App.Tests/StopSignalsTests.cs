using ReverseDns.App.Serving;

namespace ReverseDns.App.Tests;

public sealed class StopSignalsTests
{
    [Fact]
    public void Who_is_told_of_the_stop_finds_all_cancelled()
    {
        using var signals = new StopSignals();
        bool wasTold = true;
        using CancellationTokenRegistration registration = signals.Token.Register(() => wasTold = signals.Asked.IsCompleted);

        signals.Stop();

        Assert.False(wasTold);
        Assert.True(signals.Asked.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_signal_that_comes_when_all_is_over_does_nothing()
    {
        var signals = new StopSignals();
        signals.Dispose();

        signals.Stop();
        signals.Stop();

        Assert.True(signals.Asked.IsCompletedSuccessfully);
    }
}
