using System.Text.Unicode;

namespace ReverseDns.Registry;

/// <summary>
/// Splits RPSL (RFC 2622, as the registries write it) into objects: blank lines between them, "#" comments, "%"
/// remarks of a server, continuation lines. UTF-8 and Latin-1 are told apart line by line.
/// </summary>
internal sealed class RpslReader(LineReader lines)
{
    private readonly List<RpslAttribute> _attributes = [];
    private readonly StringBuilder _value = new();
    private string? _name;
    private int _nameLine;
    private string? _fault;
    private int _faultLine;

    public bool TryRead(out RpslObject result)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> bytes))
        {
            string line = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
            if (!string.IsNullOrWhiteSpace(line))
            {
                ReadLine(line);
            }
            else if (TryFinish(out result))
            {
                return true;
            }
        }

        return TryFinish(out result);
    }

    private void ReadLine(string line)
    {
        switch (line[0])
        {
            case '%' or '#':
                return;
            case ' ' or '\t' or '+' when _name is null:
                Fail("a continuation line without an attribute before it");
                return;
            case ' ' or '\t' or '+' when _attributes.Count == 0:
                Fail("the first attribute of an object may not be continued");
                return;
            case ' ' or '\t' or '+':
                AppendValue(line.AsSpan(1));
                return;
            default:
                ReadAttribute(line);
                return;
        }
    }

    private void ReadAttribute(string line)
    {
        FinishAttribute();
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> name = colon < 0 ? line : line.AsSpan(0, colon).TrimEnd();
        if (colon < 0 || !IsAttributeName(name))
        {
            Fail("not an attribute: name, colon, value");
            return;
        }

        _name = Intern(name);
        _nameLine = lines.Line;
        AppendValue(line.AsSpan(colon + 1));
    }

    /// <summary>The comment goes first, then the rest is joined with one space.</summary>
    private void AppendValue(ReadOnlySpan<char> text)
    {
        int comment = text.IndexOf('#');
        ReadOnlySpan<char> value = (comment < 0 ? text : text[..comment]).Trim();
        if (_value.Length > 0 && value.Length > 0)
        {
            _value.Append(' ');
        }

        _value.Append(value);
    }

    private void FinishAttribute()
    {
        if (_name is not null)
        {
            _attributes.Add(new RpslAttribute(_name, _value.ToString(), _nameLine));
        }

        _name = null;
        _value.Clear();
    }

    private bool TryFinish(out RpslObject result)
    {
        FinishAttribute();
        result = new RpslObject([.. _attributes], _fault, _faultLine);
        bool any = _attributes.Count > 0 || _fault is not null;
        _attributes.Clear();
        _fault = null;
        return any;
    }

    private void Fail(string fault)
    {
        if (_fault is null)
        {
            (_fault, _faultLine) = (fault, lines.Line);
        }
    }

    private static bool IsAttributeName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        foreach (char value in name)
        {
            if (!char.IsAsciiLetterOrDigit(value) && value is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The names that matter are constants; a dump has millions of them.</summary>
    private static string Intern(ReadOnlySpan<char> name) =>
        name.Equals("nserver", StringComparison.OrdinalIgnoreCase) ? "nserver" : name.ToString().ToLowerInvariant();
}
