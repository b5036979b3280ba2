using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// Decides about requests for transfers: access first, then the quota, so that strangers cannot use it up. What is granted
/// is a <see cref="ZoneTransfer"/> that the server runs on a thread of its own. From any thread.
/// </summary>
public sealed class TransferResponder(TransferSettings settings, ZoneHistory? history = null, TimeProvider? clock = null)
{
    private readonly Lock _counting = new();
    private readonly Dictionary<AddressPrefix, int> _running = [];
    private TransferSettings _settings = settings;
    private int _total;
    private long _granted;
    private long _refused;
    private long _postponed;

    public TransferSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Transfers begun.</summary>
    public long Granted => Interlocked.Read(ref _granted);

    /// <summary>What clients have got; failed ones have not got all of it.</summary>
    public TransferCounts Sent { get; } = new();

    /// <summary>Requests that no rule allows.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Requests that were allowed and came when as many transfers were running as may.</summary>
    public long Postponed => Interlocked.Read(ref _postponed);

    /// <summary>Takes NOTIFYs; null: we are a secondary of nobody, and they are refused unread.</summary>
    public NotifyReceiver? Notified { get; init; }

    /// <summary>
    /// Until when a zone is served that is somebody else's; null for our own. Quick, without a lock, as it is asked where
    /// answers are written.
    /// </summary>
    public Func<DomainName, DateTimeOffset?>? Expiry { get; init; }

    public TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <summary>For requests from now on; transfers that run go on.</summary>
    public void Replace(TransferSettings settings) => Volatile.Write(ref _settings, settings);

    /// <summary>Says whether a client may have a zone at all; counts nothing.</summary>
    public bool Allows(DomainName zone, in TransferClient client) => Settings.Allows(zone, client);

    /// <summary>How long we will keep a zone from now on, in seconds, whose SOA has this field (RFC 7314).</summary>
    public uint SecondsKept(DomainName zone, uint expire)
    {
        if (Expiry?.Invoke(zone) is not { } end)
        {
            return expire;
        }

        double left = (end - Clock.GetUtcNow()).TotalSeconds;
        return left <= 0 ? 0 : left < expire ? (uint)left : expire;
    }

    /// <summary>Grants a transfer, to be disposed, or says with which RCODE the request is to be answered.</summary>
    /// <param name="zone">As the client named it; null when we have no such zone. Its version is not disposed meanwhile.</param>
    /// <param name="chain">Has verified the request; answers are signed by a fork of it.</param>
    public ResponseCode Admit(
        ServedZone? zone,
        in TransferClient client,
        in TransferRequest request,
        TsigChain? chain,
        out ZoneTransfer? transfer)
    {
        transfer = null;
        if (zone is null)
        {
            return ResponseCode.NotAuth;
        }

        if (!Settings.Allows(zone.Origin, client))
        {
            Interlocked.Increment(ref _refused);
            return ResponseCode.Refused;
        }

        if (!TransferQuestion.TryRead(request.Message, zone.Origin, out Serial? from))
        {
            return ResponseCode.FormErr;
        }

        if (zone.Zone is not { } served || !TryBegin(client))
        {
            return ResponseCode.ServFail;
        }

        if (!served.TryBeginUse())
        {
            End(client);
            return ResponseCode.ServFail;
        }

        Interlocked.Increment(ref _granted);
        var envelope = new RequestEnvelope(in request);
        transfer = new ZoneTransfer(this, client, served, envelope, chain?.Fork(), from);
        return ResponseCode.NoError;
    }

    /// <summary>What is said beyond the RCODE that a request for a zone is answered with (RFC 8914).</summary>
    public static ExtendedError WhyNot(ResponseCode code, ServedZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return code switch
        {
            ResponseCode.Refused => ExtendedError.Prohibited,
            ResponseCode.ServFail => zone.Zone is null ? zone.WhyNot : ExtendedError.NotReady,
            _ => ExtendedError.None,
        };
    }

    internal IReadOnlyList<ZoneDiff>? ReadHistory(DomainName zone, Serial from, Serial to) => history?.Invoke(zone, from, to);

    internal void End(ZoneTransfer transfer)
    {
        End(transfer.Client);
        TransferCounts counts = Sent.Of(transfer.Zone);
        counts.AddCost(transfer.Octets, transfer.Time);
        if (transfer.IsWhole)
        {
            counts.AddDone(transfer.Kind);
        }
        else
        {
            counts.AddFailed(TransferFault.Network);
        }
    }

    private bool TryBegin(in TransferClient client)
    {
        TransferSettings now = Settings;
        lock (_counting)
        {
            int own = _running.GetValueOrDefault(client.Address);
            if (_total >= now.MaxTransfers || own >= now.MaxTransfersPerClient)
            {
                _postponed++;
                return false;
            }

            _running[client.Address] = own + 1;
            _total++;
            return true;
        }
    }

    private void End(in TransferClient client)
    {
        lock (_counting)
        {
            int own = _running[client.Address] - 1;
            _total--;
            if (own == 0)
            {
                _running.Remove(client.Address);
            }
            else
            {
                _running[client.Address] = own;
            }
        }
    }
}
