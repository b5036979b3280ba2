using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>Certificates and private keys in PEM files. A key that others may read is not used.</summary>
public static class CertificateFile
{
    private const UnixFileMode Unsafe = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>A certificate, those that lead from it to its authority behind it in the file, and its key in another one.</summary>
    /// <returns>Null, with the reason, when it cannot be used.</returns>
    public static SslStreamCertificateContext? Read(string certificate, string key, out string? fault)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & Unsafe) != UnixFileMode.None)
            {
                fault = $"{key}: others may read or write it: its mode must be 0600, or 0640";
                return null;
            }

            var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificate);
            fault = null;
            return SslStreamCertificateContext.Create(
                leaf, [.. all.Where(other => !other.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span))], offline: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = $"{certificate} with {key}: {e.Message}";
            return null;
        }
    }

    /// <summary>Certificates of authorities; null, with the reason, when there are none in the file.</summary>
    public static X509Certificate2Collection? ReadAuthorities(string path, out string? fault)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            fault = authorities.Count > 0 ? null : $"{path}: there is no certificate in it";
            return authorities.Count > 0 ? authorities : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = $"{path}: {e.Message}";
            return null;
        }
    }
}
