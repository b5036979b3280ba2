namespace ReverseDns.Protocol;

/// <summary>What is right or wrong with the text of a name.</summary>
public enum NameSyntax
{
    Ok,
    EmptyLabel,
    LabelTooLong,
    NameTooLong,
    BadEscape,

    /// <summary>The name does not end with a dot, and there is no origin to complete it with.</summary>
    Relative,
}
