using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Control;

/// <summary>
/// Shows questions of one client or for one name as they are answered, to a few at a time. The threads that answer look for
/// them only as long as somebody does; what there is no time to show is counted.
/// </summary>
internal sealed class Watches(DnsServer server, TimeProvider clock)
{
    public const string Command = "watch";

    private const int Most = 4;
    private const int MostInSecond = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _watching;

    /// <param name="ended">The watcher wants no more, or has gone: then the last line comes.</param>
    public async IAsyncEnumerable<ControlResponse> WatchAsync(
        ControlRequest request, [EnumeratorCancellation] CancellationToken ended)
    {
        if (OptionsOf(request) is not { } options)
        {
            yield return new ControlResponse($"no prefix and no name: '{request.Client}', '{request.Name}'");
            yield break;
        }

        bool isOneTooMany = Interlocked.Increment(ref _watching) > Most;
        Tap? tap = isOneTooMany ? null : server.AddTap(options);
        try
        {
            if (tap is null)
            {
                yield return new ControlResponse("too many are watching");
                yield break;
            }

            var watch = new Watch(tap, clock);

            int most = request.Lines ?? int.MaxValue;
            bool isOver = false;

            // Says that it has begun.
            yield return new ControlResponse();
            while (!isOver && watch.Shown < most)
            {
                // What was answered before the end is shown.
                isOver = ended.IsCancellationRequested;
                foreach (WatchedExchange exchange in watch.Read().TakeWhile(_ => watch.Shown < most))
                {
                    watch.Shown++;
                    yield return new ControlResponse(Watched: exchange);
                }

                await Task.Delay(Pause, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            yield return new ControlResponse(WatchEnd: watch.End);
        }
        finally
        {
            Interlocked.Decrement(ref _watching);
            if (tap is not null)
            {
                server.RemoveTap(tap);
            }
        }
    }

    /// <summary>Null when what is asked for cannot be read.</summary>
    private static TapOptions? OptionsOf(ControlRequest request)
    {
        AddressPrefix prefix = default;
        DomainName name = default;
        bool isReadable = (request.Client is not { } client || AddressPrefix.TryParse(client, out prefix))
            && (request.Name is not { } text || DomainName.TryParse(text, out name));
        return !isReadable ? null : new TapOptions
        {
            BufferSize = TapOptions.SmallestBuffer,
            Client = request.Client is null ? null : prefix,
            Name = request.Name is null ? null : name,
        };
    }

    /// <summary>One watcher's.</summary>
    private sealed class Watch(Tap tap, TimeProvider clock)
    {
        private readonly List<WatchedExchange> _read = [];
        private readonly long _start = clock.GetTimestamp();
        private long _second = -1;
        private int _left;
        private long _lost;

        public long Shown { get; set; }

        public WatchEnd End => new(Shown, _lost + tap.Counts.Full + tap.Counts.Rate);

        public List<WatchedExchange> Read()
        {
            long second = (long)clock.GetElapsedTime(_start).TotalSeconds;
            if (second != _second)
            {
                (_second, _left) = (second, MostInSecond);
            }

            _read.Clear();
            tap.Drain(Take);
            tap.Gate = _left > 0 ? TapGate.Open : TapGate.Rate;
            return _read;
        }

        private void Take(in TappedExchange exchange)
        {
            if (_left > 0)
            {
                _left--;
                _read.Add(WatchedExchange.Of(in exchange));
            }
            else
            {
                _lost++;
            }
        }
    }
}
