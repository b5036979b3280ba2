using System.ComponentModel;

namespace ReverseDns.Protocol.Tests;

/// <summary>A test that asks dnspython, and is skipped where Debian's python3-dnspython is not installed.</summary>
internal sealed class DnspythonFactAttribute : FactAttribute
{
    public DnspythonFactAttribute()
    {
        try
        {
            Dnspython.Run("import dns.rdata", []);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            Skip = $"python3-dnspython is not installed: {exception.Message}";
        }
    }
}
