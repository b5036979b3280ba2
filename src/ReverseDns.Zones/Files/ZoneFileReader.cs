using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Reads a zone's file and those it includes: records by <see cref="RecordReader"/>, directives here. An entry
/// that is wrong is reported and left out, so that one reading finds every error.
/// </summary>
internal sealed class ZoneFileReader(
    DomainName zone, ZoneFileOptions options, IRecordSink sink, DiagnosticLog log)
{
    private readonly RecordReader _records = new(zone, sink, log);
    private readonly List<string> _files = [];
    private readonly Stack<string> _open = [];
    private ZoneFolder? _folder;
    private int _generated;
    private int _includes;

    /// <summary>As the operator would write them; a record's file is an index into this.</summary>
    public IReadOnlyList<string> Files => _files;

    public void Read(string path)
    {
        _folder = new ZoneFolder(options.Folder ?? Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        _files.Add(path);
        using var text = FileText.TryOpen(path, options, out string fault);
        if (text is not null)
        {
            _open.Push(ZoneFolder.RealPath(path) ?? path);
            fault = ReadText(text, file: 0);
            _open.Pop();
        }

        if (fault.Length > 0)
        {
            log.Error(path, 0, 0, fault);
        }
    }

    /// <summary>Returns what is wrong with the file itself.</summary>
    private string ReadText(FileText text, int file)
    {
        int line = 1;
        string fault = string.Empty;
        while (!log.IsFull && !sink.IsFull && text.TryRead(out ReadOnlySpan<byte> entries, out fault))
        {
            line = ReadEntries(entries, line, file);
        }

        return fault;
    }

    /// <summary>Returns the number of the line behind the last one.</summary>
    private int ReadEntries(ReadOnlySpan<byte> entries, int firstLine, int file)
    {
        string path = _files[file];
        var reader = new PresentationReader(entries, firstLine);
        while (!log.IsFull && !sink.IsFull && reader.TryStartEntry(out bool inheritsOwner))
        {
            var entry = new FilePosition(path, file, reader.Line);
            if (!TryReadEntry(ref reader, inheritsOwner, entry))
            {
                Report(path, in reader);
                reader.SkipEntry();
            }
        }

        return reader.Line;
    }

    private void Report(string path, in PresentationReader reader)
    {
        if (reader.Fault is not null)
        {
            log.Error(path, reader.FaultLine, reader.FaultColumn, reader.Fault);
        }
    }

    private bool TryReadEntry(ref PresentationReader reader, bool inheritsOwner, in FilePosition entry)
    {
        if (inheritsOwner)
        {
            return _records.TryReadRecord(ref reader, entry);
        }

        if (!reader.TryReadToken(out PresentationToken first))
        {
            return false;
        }

        return first is { IsQuoted: false, Text: [(byte)'$', ..] }
            ? TryReadDirective(ref reader, first, entry)
            : _records.TryReadOwner(ref reader, first) && _records.TryReadRecord(ref reader, entry);
    }

    private bool TryReadDirective(ref PresentationReader reader, scoped PresentationToken directive, in FilePosition entry)
    {
        if (directive.Is("$TTL"u8))
        {
            return TryReadDefaultTtl(ref reader, entry) && TryEndEntry(ref reader);
        }

        if (directive.Is("$ORIGIN"u8))
        {
            return TryReadOrigin(ref reader) && TryEndEntry(ref reader);
        }

        if (directive.Is("$INCLUDE"u8))
        {
            return TryInclude(ref reader, entry);
        }

        if (directive.Is("$GENERATE"u8))
        {
            var generate = new GenerateDirective(_records, options.MaxGeneratedRecords - _generated);
            int before = _records.Count;
            bool done = generate.TryRun(ref reader, entry);
            _generated += _records.Count - before;
            return done;
        }

        reader.Fail(
            directive,
            $"unknown directive '{Shown.Token(directive)}': expected $ORIGIN, $TTL, $INCLUDE or $GENERATE");
        return false;
    }

    private static bool TryReadArgument(ref PresentationReader reader, string expected, out PresentationToken token)
    {
        if (reader.TryReadToken(out token) && !token.Text.IsEmpty)
        {
            return true;
        }

        reader.Fail($"unexpected end of line: expected {expected}");
        return false;
    }

    private static bool TryEndEntry(ref PresentationReader reader)
    {
        if (reader.TryReadToken(out PresentationToken extra))
        {
            reader.Fail(extra, $"extra input text '{Shown.Token(extra)}': expected the end of the line");
        }

        return reader.Fault is null;
    }

    private bool TryReadDefaultTtl(ref PresentationReader reader, in FilePosition entry)
    {
        string? warning = null;
        if (!TryReadArgument(ref reader, "the default TTL", out PresentationToken token)
            || !RecordHeadReader.TryReadTtl(ref reader, token, out uint ttl, ref warning))
        {
            return false;
        }

        if (warning is not null)
        {
            log.Warn(entry.Path, token.Line, token.Column, warning);
        }

        _records.DefaultTtl = ttl;
        return true;
    }

    private bool TryReadOrigin(ref PresentationReader reader)
    {
        var name = new NameBuffer();
        if (!TryReadArgument(ref reader, "the new origin", out PresentationToken token)
            || !name.TryParse(token, _records.Origin.Wire, ref reader))
        {
            return false;
        }

        _records.SetOrigin(name.Wire);
        return true;
    }

    /// <summary>
    /// The included file starts with the origin given, or the including file's, and with its owner. Afterwards both
    /// are again what they were (RFC 1035, section 5.1); a $TTL stays.
    /// </summary>
    private bool TryInclude(ref PresentationReader reader, in FilePosition entry)
    {
        if (!TryReadArgument(ref reader, "a file name", out PresentationToken name))
        {
            return false;
        }

        byte[] owner = _records.Owner.ToArray();
        byte[] origin = _records.Origin.Wire.ToArray();
        var argument = new NameBuffer();
        bool hasOrigin = reader.TryReadToken(out PresentationToken token);
        if ((hasOrigin && !argument.TryParse(token, origin, ref reader)) || !TryEndEntry(ref reader)
            || !TryOpen(ref reader, name, entry, out FileText? text, out int file))
        {
            return false;
        }

        using (text)
        {
            _records.SetOrigin(hasOrigin ? argument.Wire : origin);
            string fault = ReadText(text, file);
            if (fault.Length > 0)
            {
                reader.Fail(name, $"included file '{_files[file]}' {fault}");
            }
        }

        _open.Pop();
        _records.SetOrigin(origin);
        _records.SetOwner(owner);
        return reader.Fault is null;
    }

    private bool TryOpen(
        ref PresentationReader reader, scoped PresentationToken name, in FilePosition entry,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FileText? text, out int file)
    {
        text = null;
        file = 0;
        if (!_folder!.TryResolve(
            entry.Path, Encoding.UTF8.GetString(name.Text), out string path, out string realPath, out string fault))
        {
            reader.Fail(name, fault);
        }
        else if (_open.Contains(realPath, StringComparer.Ordinal))
        {
            reader.Fail(name, $"'{path}' includes itself");
        }
        else if (_open.Count > options.MaxIncludeDepth)
        {
            reader.Fail(name, $"files are included more than {options.MaxIncludeDepth} deep");
        }
        else if (++_includes > options.MaxIncludes)
        {
            reader.Fail(name, $"more than {options.MaxIncludes} $INCLUDE in the files of one zone");
        }
        else
        {
            text = FileText.TryOpen(realPath, options, out fault);
            if (text is null)
            {
                reader.Fail(name, $"included file '{path}' {fault}");
                return false;
            }

            file = NumberOf(path);
            _open.Push(realPath);
        }

        return text is not null;
    }

    private int NumberOf(string path)
    {
        int known = _files.IndexOf(path);
        if (known >= 0)
        {
            return known;
        }

        _files.Add(path);
        return _files.Count - 1;
    }
}
