using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests;

public class ZoneStoreTests
{
    private const int HeaderLength = 12;

    /// <summary>How long a test waits for what must come; only a failing test waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DomainName Origin = DomainName.Parse("2.0.192.in-addr.arpa.");

    [Fact]
    public void A_zone_lives_until_its_last_reader_has_left()
    {
        var store = new ZoneStore();
        CompiledZone old = Publish(store, 1);
        using ZoneReader inside = store.AddReader();
        using ZoneReader other = store.AddReader();
        ZoneTable before = inside.Enter();

        CompiledZone next = Version(2);
        var publisher = new Thread(() => store.Publish(Table(next)));
        publisher.Start();
        Assert.True(SpinWait.SpinUntil(() => !ReferenceEquals(other.Enter(), before), Patience));
        other.Leave();
        Assert.False(IsDisposed(old));
        Assert.Equal(1u, SerialIn(before));

        inside.Leave();
        Assert.True(publisher.Join(Patience));
        Assert.True(IsDisposed(old));
        Assert.Equal(2u, SerialIn(inside.Enter()));
    }

    [Fact]
    public void A_table_with_another_version_of_a_zone_has_the_others_as_they_are()
    {
        var store = new ZoneStore();
        using ZoneReader reader = store.AddReader();
        CompiledZone old = Version(1);
        var other = new ServedZone(DomainName.Parse("other.example"), Zone: null);
        var table = ZoneTable.Create([other, new ServedZone(Origin, old)]);
        store.Publish(table);
        CompiledZone next = Version(2);
        ZoneTable changed = table.With([new ServedZone(Origin, next)]);
        store.Publish(changed);

        Assert.True(IsDisposed(old));
        Assert.False(IsDisposed(next));
        Assert.Equal(2u, SerialIn(reader.Enter()));
        Assert.Same(other, changed.Find(other.Origin.Wire));
        Assert.Throws<ArgumentException>(() => table.With([new ServedZone(DomainName.Parse("not.there"), Zone: null)]));
    }

    [Fact]
    public void A_reader_that_enters_again_has_left()
    {
        var store = new ZoneStore();
        CompiledZone old = Publish(store, 1);
        using ZoneReader reader = store.AddReader();
        ZoneTable before = reader.Enter();
        CompiledZone next = Version(2);
        var publisher = new Thread(() => store.Publish(Table(next)));
        publisher.Start();
        Assert.True(SpinWait.SpinUntil(() => !ReferenceEquals(reader.Enter(), before), Patience));
        reader.Enter();
        Assert.True(publisher.Join(Patience));
        Assert.True(IsDisposed(old));
        Assert.Equal(2u, SerialIn(reader.Enter()));
    }

    [Fact]
    public void Readers_outside_are_not_waited_for()
    {
        var store = new ZoneStore();
        CompiledZone old = Publish(store, 1);
        using ZoneReader never = store.AddReader();
        using ZoneReader left = store.AddReader();
        left.Enter();
        left.Leave();
        left.Leave();
        ZoneReader removed = store.AddReader();
        removed.Enter();
        removed.Dispose();

        CompiledZone next = Publish(store, 2);
        Assert.True(IsDisposed(old));
        Assert.False(IsDisposed(next));
    }

    [Fact]
    public void Zones_that_are_published_again_stay()
    {
        var store = new ZoneStore();
        CompiledZone zone = Publish(store, 1);
        store.Publish(ZoneTable.Create([new ServedZone(Origin, zone), new ServedZone(DomainName.Parse("example."), Zone: null)]));
        Assert.False(IsDisposed(zone));
        store.Publish(ZoneTable.Empty);
        Assert.True(IsDisposed(zone));
    }

    [Fact]
    public void Readers_see_whole_versions_in_their_order_while_they_are_replaced()
    {
        const uint Versions = 400;
        const int Readers = 3;
        var store = new ZoneStore();
        Publish(store, 1);
        int broken = 0;
        Thread[] threads = [.. Enumerable.Range(0, Readers).Select(_ => new Thread(() =>
        {
            using ZoneReader reader = store.AddReader();
            for (uint last = 1; last < Versions;)
            {
                ZoneTable table = reader.Enter();
                uint first = SerialIn(table);
                Thread.Yield();
                Interlocked.Add(ref broken, first >= last && SerialIn(table) == first ? 0 : 1);
                reader.Leave();
                last = first;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        for (uint serial = 2; serial <= Versions; serial++)
        {
            Publish(store, serial);
        }

        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.Equal(0, broken);
    }

    private static bool IsDisposed(CompiledZone zone) => zone.Size == 0;

    private static CompiledZone Publish(ZoneStore store, uint serial)
    {
        CompiledZone zone = Version(serial);
        store.Publish(Table(zone));
        return zone;
    }

    private static ZoneTable Table(CompiledZone zone) => ZoneTable.Create([new ServedZone(zone.Origin, zone)]);

    private static CompiledZone Version(uint serial)
    {
        byte[] soa = [0, 0, 0, 0, 0, 0, 0, 0, 14, 16, 0, 0, 2, 88, 0, 1, 81, 128, 0, 0, 1, 44];
        BinaryPrimitives.WriteUInt32BigEndian(soa.AsSpan(2), serial);
        using var builder = new ZoneContentsBuilder(Origin);
        builder.Add(Origin.Wire, RecordType.SOA, 3_600, soa);
        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    /// <summary>As a reader of the table finds it.</summary>
    private static uint SerialIn(ZoneTable table)
    {
        Span<byte> message = stackalloc byte[512];
        message.Clear();
        Origin.Wire.CopyTo(message[HeaderLength..]);
        int end = HeaderLength + Origin.Wire.Length + 4;
        AnswerSummary summary = table.Answer(message, end, RecordType.SOA, dnssecOk: false, message.Length);

        // Behind the serial stand four other numbers.
        return BinaryPrimitives.ReadUInt32BigEndian(message[(summary.Length - 20)..]);
    }
}
