namespace ReverseDns.Registry;

/// <summary>The serial of a zone's first build; later ones are the larger of this and the last serial plus one.</summary>
public enum SerialRule
{
    /// <summary>yyyymmdd00 of the day.</summary>
    Date,

    /// <summary>One.</summary>
    Increment,
}
