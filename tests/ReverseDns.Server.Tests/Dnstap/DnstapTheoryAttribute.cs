namespace ReverseDns.Server.Tests.Dnstap;

/// <summary>A test with programs that read dnstap, skipped without them, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DnstapTheoryAttribute : TheoryAttribute
{
    public DnstapTheoryAttribute() => Skip = Programs.WhyNot("fstrm_capture", "dnstap-ldns");
}
