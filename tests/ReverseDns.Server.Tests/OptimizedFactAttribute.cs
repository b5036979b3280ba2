using System.Diagnostics;
using System.Reflection;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

/// <summary>A test of what the compiler makes of the answer path.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OptimizedFactAttribute : FactAttribute
{
    public OptimizedFactAttribute()
    {
        if (typeof(ZoneTable).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            Skip = "A debug build allocates where an optimised one does not";
        }
    }
}
