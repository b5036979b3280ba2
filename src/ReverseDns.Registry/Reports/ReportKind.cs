namespace ReverseDns.Registry;

/// <summary>What became of an input that did not simply turn into records.</summary>
public enum ReportKind
{
    /// <summary>The source cannot be trusted or read: nothing is published.</summary>
    Error,

    /// <summary>The delegation is not published.</summary>
    Rejected,

    /// <summary>The delegation says the same as another one.</summary>
    Merged,

    /// <summary>The delegation belongs into a zone that others serve.</summary>
    Foreign,

    /// <summary>One line of an object is left out; the delegation stands with the rest.</summary>
    Dropped,

    /// <summary>Published, but somebody should look at it.</summary>
    Warning,

    /// <summary>Asks for nothing, such as an address block without name servers.</summary>
    Note,
}
