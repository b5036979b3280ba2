namespace ReverseDns.Server;

/// <summary>
/// Takes questions and answers out of a server and writes them in dnstap's format, with a thread of its own that gives way to
/// those that answer. A reader that is not there, slow or hostile costs records, which are counted, and no answer a moment.
/// </summary>
public sealed class DnstapWriter : IAsyncDisposable
{
    private const int BufferSize = 1 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly DnsServer _server;
    private readonly DnstapOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string?> _onChange;
    private readonly Tap _tap;
    private readonly TapVisitor _take;
    private readonly DnstapEncoder _encoder;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly List<int> _ends = [];
    private readonly long _start;
    private readonly Task _running;
    private IFrameSink? _sink;
    private string? _failure;
    private TimeSpan _retry = FirstRetry;
    private TimeSpan _nextTry;
    private TimeSpan _opened;
    private int _filled;
    private long _second = -1;
    private int _left;
    private volatile bool _wantsReopen;
    private long _sent;
    private long _noReader;
    private long _rate;
    private long _broken;
    private long _octets;
    private long _failures;

    /// <param name="server">Recorded from now on, best before it is started.</param>
    /// <param name="onChange">Told why nothing can be written, each reason once until it can be again: then null.</param>
    public DnstapWriter(DnsServer server, DnstapOptions options, TimeProvider clock, Action<string?> onChange)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (_server, _options, _clock, _onChange) = (server, options, clock, onChange);
        _tap = server.AddTap(options.Tap) ?? throw new InvalidOperationException("There are too many taps");
        _encoder = new DnstapEncoder(options);
        _take = Take;
        _start = clock.GetTimestamp();
        _running = BackgroundThread.RunPromptly(Run);
    }

    public DnstapCounts Counts
    {
        get
        {
            // What is sent is read first: so it is never more than what was chosen.
            long sent = Volatile.Read(ref _sent);
            long broken = Volatile.Read(ref _broken);
            (long noReader, long rate) = (Volatile.Read(ref _noReader), Volatile.Read(ref _rate));
            TapCounts tap = _tap.Counts;
            return new DnstapCounts(
                tap.Chosen, sent, noReader + tap.NoReader, tap.Full, rate + tap.Rate, broken,
                Volatile.Read(ref _octets), Volatile.Read(ref _failures), Volatile.Read(ref _sink) is not null);
        }
    }

    internal TapGate Gate => _tap.Gate;

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>Goes on in a new file when the old one has been moved away.</summary>
    public void Reopen() => _wantsReopen = true;

    /// <summary>What has been recorded is still written, as far as it is taken without waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _server.RemoveTap(_tap);
        _stopping.Set();
        await _running;
        _stopping.Dispose();
    }

    private void Run()
    {
        while (!_stopping.IsSet)
        {
            if (_sink is null && Now >= _nextTry)
            {
                Open();
            }

            TendSink();
            SetGate();
            bool isBehind = _tap.Drain(_take);
            Flush();
            if (!isBehind)
            {
                _stopping.Wait(Pause);
            }
        }

        while (_tap.Drain(_take))
        {
            Flush();
        }

        Flush();
        _sink?.Dispose();
    }

    private void Open()
    {
        try
        {
            IFrameSink sink = _options.File is { } file
                ? new FrameFile(file, _options.MaxFileSize)
                : new FrameConnection(_options.Reader!, _clock, _stopping);
            Volatile.Write(ref _sink, sink);
            _opened = Now;
            _failure = null;
            _onChange(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e.Message);
        }
    }

    private void TendSink()
    {
        try
        {
            if (_wantsReopen)
            {
                _wantsReopen = false;
                (_sink as FrameFile)?.Reopen();
            }

            if (_sink?.Check() is { } failure)
            {
                Fail(failure);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e.Message);
        }
    }

    /// <summary>Whoever fails again and again is tried ever more seldom.</summary>
    private void Fail(string reason)
    {
        _failures++;
        if (_sink is { } sink)
        {
            _retry = Now - _opened > _retry ? FirstRetry : _retry;
            Volatile.Write(ref _sink, null);
            sink.Dispose();
        }

        _nextTry = Now + _retry;
        _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;
        if (!string.Equals(_failure, reason, StringComparison.Ordinal))
        {
            _failure = reason;
            _onChange(reason);
        }
    }

    /// <summary>Workers copy nothing that would be thrown away here.</summary>
    private void SetGate()
    {
        long second = (long)Now.TotalSeconds;
        if (second != _second || _options.Rate == 0)
        {
            (_second, _left) = (second, _options.Rate == 0 ? int.MaxValue : _options.Rate);
        }

        _tap.Gate = _sink is null ? TapGate.NoReader : _left == 0 ? TapGate.Rate : TapGate.Open;
    }

    private void Take(in TappedExchange exchange)
    {
        if (BufferSize - _filled < MostOf(in exchange))
        {
            Flush();
        }

        if (_sink is null)
        {
            _noReader++;
        }
        else if (_left == 0)
        {
            _rate++;
        }
        else
        {
            _left--;
            _filled += _encoder.Write(in exchange, _buffer.AsSpan(_filled));
            _ends.Add(_filled);
        }
    }

    private static int MostOf(in TappedExchange exchange) =>
        exchange.Query.Length + exchange.Response.Length + (2 * DnstapEncoder.MostBesides);

    private void Flush()
    {
        if (_filled == 0)
        {
            return;
        }

        string? failure = "there is none";
        int taken = _sink?.Write(_buffer.AsSpan(0, _filled), out failure) ?? 0;
        int sent = _ends.FindLastIndex(end => end <= taken) + 1;
        Volatile.Write(ref _octets, _octets + taken);
        Volatile.Write(ref _broken, _broken + _ends.Count - sent);
        Volatile.Write(ref _sent, _sent + sent);
        _ends.Clear();
        _filled = 0;
        if (failure is not null)
        {
            Fail(failure);
        }
    }
}
