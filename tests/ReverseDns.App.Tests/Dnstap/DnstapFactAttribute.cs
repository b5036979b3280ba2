namespace ReverseDns.App.Tests.Dnstap;

/// <summary>A test with dnstap-ldns, skipped without it, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DnstapFactAttribute : FactAttribute
{
    public DnstapFactAttribute() => Skip = Programs.WhyNot("dnstap-ldns");
}
