namespace ReverseDns.Protocol;

/// <summary>The sections of records, in the order in which they stand in a message.</summary>
public enum MessageSection
{
    Answer,
    Authority,
    Additional,
}
