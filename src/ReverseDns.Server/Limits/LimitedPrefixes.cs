using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>Who has been limited lately, as workers report it by rings; bounded, whoever floods with however many addresses.</summary>
internal sealed class LimitedPrefixes
{
    private const int Most = 4_096;

    private readonly Lock _lock = new();
    private readonly List<LimitRing> _rings = [];
    private readonly Dictionary<AddressPrefix, long> _questions = [];
    private Dictionary<AddressPrefix, long> _lately = [];

    public LimitRing AddWorker()
    {
        lock (_lock)
        {
            var ring = new LimitRing();
            _rings.Add(ring);
            return ring;
        }
    }

    /// <summary>Those since it was asked for last, the most limited first.</summary>
    public IReadOnlyList<LimitedPrefix> Take()
    {
        lock (_lock)
        {
            Drain();
            LimitedPrefix[] all = [.. _questions.Select(item => new LimitedPrefix(item.Key, item.Value)).OrderByDescending(item => item.Questions)];
            _questions.Clear();
            return all;
        }
    }

    /// <summary>Those since this was asked for last, which the other way of asking knows nothing of.</summary>
    public Dictionary<AddressPrefix, long> TakeLately()
    {
        lock (_lock)
        {
            Drain();
            Dictionary<AddressPrefix, long> lately = _lately;
            _lately = [];
            return lately;
        }
    }

    private void Drain()
    {
        foreach (LimitRing ring in _rings)
        {
            while (ring.TryTake(out LimitRing.Entry entry))
            {
                var prefix = AddressPrefix.Containing(entry.Address, entry.PrefixLength, entry.IsIpv6);
                Add(_questions, prefix, entry.Questions);
                Add(_lately, prefix, entry.Questions);
            }
        }
    }

    private static void Add(Dictionary<AddressPrefix, long> all, AddressPrefix prefix, int questions)
    {
        if (all.Count < Most || all.ContainsKey(prefix))
        {
            all[prefix] = all.GetValueOrDefault(prefix) + questions;
        }
    }
}
