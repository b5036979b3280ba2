using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace ReverseDns.Protocol;

/// <summary>
/// Splits the text of a master file (RFC 1035, section 5.1) into entries and tokens: comments, parentheses,
/// quotes, escapes, CRLF. The first thing found wrong becomes <see cref="Fault"/>, with its line and column;
/// from then on nothing more is read until <see cref="SkipEntry"/> clears it.
/// </summary>
/// <param name="firstLine">The number of the line that the text starts with.</param>
public ref struct PresentationReader(ReadOnlySpan<byte> text, int firstLine = 1)
{
    private static readonly SearchValues<byte> TokenEnd = SearchValues.Create(" \t\r\n;()\"\\"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;
    private int _lineStart;
    private int _depth;
    private int _openLine;
    private int _openColumn;
    private bool _nothingCloses;

    /// <summary>The line being read.</summary>
    public int Line { get; private set; } = firstLine;

    public readonly int Column => _position - _lineStart + 1;

    /// <summary>Octets of the text behind the reader: for progress bars.</summary>
    public readonly int Position => _position;

    public string? Fault { get; private set; }

    public int FaultLine { get; private set; }

    public int FaultColumn { get; private set; }

    /// <summary>Reports what is wrong with a token; the first report of an entry stands.</summary>
    public void Fail(scoped PresentationToken token, string fault) => Fail(fault, token.Line, token.Column);

    /// <summary>Reports that a token is not what it should be: "'x' is not a number".</summary>
    public void Refuse(scoped PresentationToken token, string expected) =>
        Fail($"'{Encoding.UTF8.GetString(token.Text)}' is not {expected}", token.Line, token.Column);

    /// <summary>Reports what is missing or wrong where the reader stands.</summary>
    public void Fail(string fault) => Fail(fault, Line, Column);

    /// <summary>
    /// Goes past blank lines and comments to the next entry; false at the end of the text.
    /// </summary>
    /// <param name="inheritsOwner">The entry starts with white space and so has the owner of the one before.</param>
    public bool TryStartEntry(out bool inheritsOwner)
    {
        inheritsOwner = false;
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case (byte)'\n':
                    EndLine();
                    inheritsOwner = false;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r':
                    inheritsOwner = true;
                    _position++;
                    break;
                case (byte)';':
                    SkipComment();
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Reads the next token of this entry. False at the entry's end, which stays unread, or with a fault.</summary>
    public bool TryReadToken(out PresentationToken token)
    {
        token = default;
        if (!TryFindToken())
        {
            return false;
        }

        if (_text[_position] == '"')
        {
            return TryReadQuoted(out token);
        }

        token = ReadWord();
        return true;
    }

    /// <summary>Reads the next token, which must be there: at the entry's end the fault says what is missing.</summary>
    public bool TryReadToken(string expected, out PresentationToken token)
    {
        if (TryReadToken(out token))
        {
            return true;
        }

        if (Fault is null)
        {
            Fail($"{expected} is missing");
        }

        return false;
    }

    /// <summary>Reads the next token, which must be there and stand without quotes.</summary>
    public bool TryReadWord(string expected, out PresentationToken token)
    {
        if (!TryReadToken(expected, out token))
        {
            return false;
        }

        if (token.IsQuoted)
        {
            Fail($"{expected} stands without quotes", token.Line, token.Column);
        }

        return !token.IsQuoted;
    }

    /// <summary>Reads the quoted text that follows with no white space in between, as in <c>alpn="h2"</c>.</summary>
    internal bool TryReadAttached(out PresentationToken token)
    {
        token = default;
        return Fault is null && _position < _text.Length && _text[_position] == '"' && TryReadQuoted(out token);
    }

    /// <summary>Takes the next token if it is exactly this word, without quotes; otherwise nothing is read.</summary>
    public bool TryTake(scoped ReadOnlySpan<byte> word)
    {
        if (!TryFindToken() || !_text[_position..].StartsWith(word))
        {
            return false;
        }

        PresentationReader ahead = this;
        if (ahead.ReadWord().Text.Length != word.Length)
        {
            return false;
        }

        this = ahead;
        return true;
    }

    /// <summary>
    /// True when this entry has no token left; its closing parentheses and comment are then read too. A fault is
    /// not an end.
    /// </summary>
    public bool AtEntryEnd() => !TryFindToken() && Fault is null;

    /// <summary>Goes to the end of the entry, whatever stands there, and clears the fault.</summary>
    public void SkipEntry()
    {
        // What was wrong may stand inside parentheses: the rest of them belongs to this entry all the same.
        PresentationReader atFault = this;
        Fault = null;
        while (!_nothingCloses && TryReadToken(out _))
        {
        }

        if (_depth > 0 && _position >= _text.Length)
        {
            // Nothing closes them, and the rest of the file is no part of this entry. Found out once: it takes a while.
            this = atFault;
            _nothingCloses = true;
        }

        if (Fault is not null || _nothingCloses)
        {
            SkipLine();
        }

        _depth = 0;
        Fault = null;
    }

    /// <summary>Goes to the first octet of the next token; false at the entry's end or with a fault.</summary>
    private bool TryFindToken()
    {
        while (Fault is null && _position < _text.Length)
        {
            switch (_text[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r':
                    _position++;
                    break;
                case (byte)'\n' when _depth == 0:
                    return false;
                case (byte)'\n':
                    EndLine();
                    break;
                case (byte)';':
                    SkipComment();
                    break;
                case (byte)'(':
                    OpenParenthesis();
                    break;
                case (byte)')' when _depth == 0:
                    Fail("')' without '('");
                    return false;
                case (byte)')':
                    _depth--;
                    _position++;
                    break;
                default:
                    return true;
            }
        }

        if (_depth > 0 && Fault is null)
        {
            Fail("'(' is never closed", _openLine, _openColumn);
        }

        return false;
    }

    private void OpenParenthesis()
    {
        if (_depth++ == 0)
        {
            (_openLine, _openColumn) = (Line, Column);
        }

        _position++;
    }

    private void Fail(string fault, int line, int column)
    {
        if (Fault is null)
        {
            (Fault, FaultLine, FaultColumn) = (fault, line, column);
        }
    }

    private PresentationToken ReadWord()
    {
        int start = _position;
        int column = Column;
        while (true)
        {
            _position += WordLength(_text[_position..]);
            if (_position == _text.Length || _text[_position] != '\\')
            {
                return new PresentationToken(_text[start.._position], quoted: false, Line, column);
            }

            // An escaped line end cannot belong to a word: the backslash stays alone and is found faulty later.
            bool escapes = _position + 1 < _text.Length && _text[_position + 1] is not ((byte)'\n' or (byte)'\r');
            _position += escapes ? 2 : 1;
            if (_position >= _text.Length)
            {
                return new PresentationToken(_text[start..], quoted: false, Line, column);
            }
        }
    }

    /// <summary>Octets before the next that ends a word or escapes. Most words end within the first vector.</summary>
    private static int WordLength(ReadOnlySpan<byte> text)
    {
        if (Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(text);

            // White space and the quote lie below '#', with a few that end nothing; the parentheses differ in one bit.
            Vector128<byte> ends = Vector128.LessThan(octets, Vector128.Create((byte)'#'))
                | Vector128.Equals(octets & Vector128.Create((byte)0xFE), Vector128.Create((byte)'('))
                | Vector128.Equals(octets, Vector128.Create((byte)';'))
                | Vector128.Equals(octets, Vector128.Create((byte)'\\'));
            uint bits = ends.ExtractMostSignificantBits();
            int first = BitOperations.TrailingZeroCount(bits);
            if (bits != 0 && TokenEnd.Contains(text[first]))
            {
                return first;
            }
        }

        int length = text.IndexOfAny(TokenEnd);
        return length < 0 ? text.Length : length;
    }

    private bool TryReadQuoted(out PresentationToken token)
    {
        int column = Column;
        int start = ++_position;
        token = default;
        while (_position < _text.Length && _text[_position] is not ((byte)'"' or (byte)'\n'))
        {
            bool escapes = _text[_position] == '\\' && _position + 1 < _text.Length && _text[_position + 1] != '\n';
            _position += escapes ? 2 : 1;
        }

        if (_position >= _text.Length || _text[_position] != '"')
        {
            Fail("quote is never closed", Line, column);
            return false;
        }

        token = new PresentationToken(_text[start.._position], quoted: true, Line, column);
        _position++;
        return true;
    }

    private void SkipComment()
    {
        int length = _text[_position..].IndexOf((byte)'\n');
        _position = length < 0 ? _text.Length : _position + length;
    }

    private void SkipLine()
    {
        SkipComment();
        if (_position < _text.Length)
        {
            EndLine();
        }
    }

    private void EndLine()
    {
        _position++;
        Line++;
        _lineStart = _position;
    }
}
