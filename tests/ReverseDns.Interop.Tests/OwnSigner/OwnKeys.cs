using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>A KSK and a ZSK of each algorithm, made when first asked for: RSA keys take their time.</summary>
public sealed class OwnKeys : IDisposable
{
    private readonly Dictionary<SecurityAlgorithm, SigningKey[]> _keys = [];

    /// <param name="isCombined">One key that signs everything (CSK).</param>
    public ZoneKeys Of(DomainName origin, SecurityAlgorithm algorithm, bool isCombined)
    {
        if (!_keys.TryGetValue(algorithm, out SigningKey[]? keys))
        {
            keys = [SigningKey.Generate(algorithm, secureEntryPoint: true), SigningKey.Generate(algorithm, secureEntryPoint: false)];
            _keys.Add(algorithm, keys);
        }

        return ZoneKeys.Of(origin, 3600, isCombined ? keys[..1] : keys);
    }

    public void Dispose()
    {
        foreach (SigningKey key in _keys.Values.SelectMany(keys => keys))
        {
            key.Dispose();
        }
    }
}
