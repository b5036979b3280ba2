using ReverseDns.Zones;

namespace ReverseDns.Server.Tests.Dnstap;

public class DnstapFileTests
{
    private const int Rounds = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_question_and_its_answer_stand_in_the_file_once_with_zone_addresses_and_times(bool plain)
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(Path.Combine(folder, "tap")), plain: plain);
        IReadOnlyList<CountedQuestions.Asked> asked = await CountedQuestions.AskAsync(tapped.Server, Rounds);
        await tapped.Writer.DisposeAsync();

        DnstapFrames.AreOf(asked, DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "tap")), tapped.Begin);
        Assert.Equal((asked.Count, asked.Count, 0L), (tapped.Writer.Counts.Chosen, tapped.Writer.Counts.Sent, tapped.Writer.Counts.Failures));
        Assert.Equal(["open"], tapped.Said);
    }

    [Fact]
    public async Task Zones_that_are_published_meanwhile_change_nothing_of_it()
    {
        var store = new ZoneStore();
        store.Publish(ZoneTable.Create(SampleZone.Table.Zones));
        await using var tapped = TappedServer.Start(folder => TappedServer.To(Path.Combine(folder, "tap")), store);
        Task<IReadOnlyList<CountedQuestions.Asked>> asking = CountedQuestions.AskAsync(tapped.Server, 10);
        ZoneTable[] tables =
        [
            ZoneTable.Create(SampleZone.Table.Zones.Reverse()), ZoneTable.Create(SampleZone.Table.Zones),
        ];
        int published = 0;
        while (!asking.IsCompleted && published < 10_000)
        {
            store.Publish(tables[published++ % 2]);
            await Task.Delay(1);
        }

        await tapped.Writer.DisposeAsync();
        DnstapFrames.AreOf(await asking, DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "tap")), tapped.Begin);
        Assert.InRange(published, 2, 10_000);
    }

    [Theory]
    [InlineData(DnstapMessages.Query, Message.Types.Type.AuthQuery)]
    [InlineData(DnstapMessages.Response, Message.Types.Type.AuthResponse)]
    internal async Task One_of_the_two_messages_can_be_left_out(DnstapMessages messages, Message.Types.Type kept)
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(Path.Combine(folder, "tap"), messages: messages));
        IReadOnlyList<CountedQuestions.Asked> asked = await CountedQuestions.AskAsync(tapped.Server, 1);
        await tapped.Writer.DisposeAsync();

        Assert.Equal(Enumerable.Repeat(kept, asked.Count), DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "tap")).Select(message => message.Message.Type));
    }

    [Fact]
    public async Task Of_so_many_questions_that_a_thread_answers_one_is_recorded()
    {
        const int Sample = 6;
        const int OfEachSocket = Rounds * Sample;
        await using var tapped = TappedServer.Start(folder => TappedServer.To(Path.Combine(folder, "tap"), tap: new TapOptions { Sample = Sample }));
        IReadOnlyList<CountedQuestions.Asked> asked = await CountedQuestions.AskAsync(tapped.Server, OfEachSocket);
        await tapped.Writer.DisposeAsync();

        // Each of the four sockets is one thread's.
        IReadOnlyList<Dnstap> messages = DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "tap"));
        Assert.Equal(2 * asked.Count / Sample, messages.Count);
        Assert.Equal(asked.Count / Sample, tapped.Writer.Counts.Chosen);
    }

    [Fact]
    public async Task No_more_than_the_rate_is_recorded_in_a_second_and_the_rest_is_counted()
    {
        const int Rate = 10;
        var clock = new SteppedClock();
        await using var tapped = TappedServer.Start(folder => TappedServer.To(Path.Combine(folder, "tap"), rate: Rate), clock: clock);
        int asked = (await CountedQuestions.AskAsync(tapped.Server, Rounds)).Count;
        await tapped.SettledAsync(asked);
        Assert.Equal((Rate, asked - Rate), (tapped.Writer.Counts.Sent, tapped.Writer.Counts.Rate));

        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => tapped.Writer.Gate == TapGate.Open);
        asked += (await CountedQuestions.AskAsync(tapped.Server, Rounds)).Count;
        await tapped.SettledAsync(asked);
        await tapped.Writer.DisposeAsync();

        Assert.Equal((2 * Rate, asked - (2 * Rate)), (tapped.Writer.Counts.Sent, tapped.Writer.Counts.Rate));
        Assert.Equal(4 * Rate, DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "tap")).Count);
    }
}
