using System.Globalization;

namespace ReverseDns.App.Configuration;

/// <summary>
/// One map of the configuration file. Each key is declared by reading it: name, default, range and explanation in
/// one place, from which come the value, the errors and the commented sample. <see cref="End"/> names the keys
/// that nobody declared.
/// </summary>
internal sealed class ConfigSection(string path, ConfigMap? map, ConfigErrors errors, SampleText sample)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ConfigSection Section(string key, string comment)
    {
        ConfigNode? value = Find(key);
        if (value is not null and not ConfigMap and not ConfigScalar { IsNull: true })
        {
            errors.Add(value, $"{Full(key)}: expected keys below it, found {value.Kind}");
        }

        return new ConfigSection(Full(key), value as ConfigMap, errors, sample.Section(key, comment));
    }

    public bool Boolean(string key, bool byDefault, string comment)
    {
        sample.Value(key, byDefault ? "true" : "false", comment);
        return Scalar(key)?.Text switch
        {
            null => byDefault,
            "true" => true,
            "false" => false,
            _ => Wrong(key, "true or false", byDefault),
        };
    }

    public int Integer(string key, int byDefault, int min, int max, string comment)
    {
        sample.Value(key, byDefault.ToString(CultureInfo.InvariantCulture), comment);
        ConfigScalar? value = Scalar(key);
        if (value is null)
        {
            return byDefault;
        }

        return int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= min && number <= max
            ? number
            : Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"), byDefault);
    }

    public TimeSpan Duration(string key, TimeSpan byDefault, TimeSpan min, TimeSpan max, string comment)
    {
        sample.Value(key, DurationText.Write(byDefault), comment);
        ConfigScalar? value = Scalar(key);
        if (value is null)
        {
            return byDefault;
        }

        return DurationText.TryRead(value.Text, out TimeSpan duration) && duration >= min && duration <= max
            ? duration
            : Wrong(
                key,
                $"a time with its unit (ms, s, m, h, d) from {DurationText.Write(min)} to {DurationText.Write(max)}",
                byDefault);
    }

    public string Text(string key, string byDefault, string comment, int maxLength = 1_024)
    {
        sample.Value(key, SampleText.Quote(byDefault), comment);
        ConfigScalar? value = Scalar(key);
        return value is null ? byDefault
            : value.Text.Length <= maxLength ? value.Text
            : Wrong(key, string.Create(CultureInfo.InvariantCulture, $"at most {maxLength} characters"), byDefault);
    }

    public T Choice<T>(string key, T byDefault, string comment)
        where T : struct, Enum
    {
        sample.Value(key, WordOf(byDefault), comment);
        ConfigScalar? value = Scalar(key);
        if (value is null)
        {
            return byDefault;
        }

        foreach (T choice in Enum.GetValues<T>())
        {
            if (string.Equals(WordOf(choice), value.Text, StringComparison.Ordinal))
            {
                return choice;
            }
        }

        return Wrong(key, string.Join(", ", Enum.GetValues<T>().Select(WordOf)), byDefault);
    }

    /// <summary>A list of scalars, or one scalar alone; each is read by the caller, who reports what it cannot read.</summary>
    public IReadOnlyList<ConfigScalar> Texts(string key, IReadOnlyList<string> byDefault, string comment)
    {
        sample.Value(key, $"[{string.Join(", ", byDefault.Select(SampleText.Quote))}]", comment);
        ConfigNode? value = Find(key);
        switch (value)
        {
            case null or ConfigScalar { IsNull: true }:
                return [.. byDefault.Select(text => new ConfigScalar(text, IsQuoted: true, 1, 1))];
            case ConfigScalar scalar:
                return [scalar];
            case ConfigList list:
                foreach (ConfigNode item in list.Items.Where(item => item is not ConfigScalar { IsNull: false }))
                {
                    errors.Add(item, $"{Full(key)}: expected a text, found {item.Kind}");
                }

                return [.. list.Items.OfType<ConfigScalar>().Where(item => !item.IsNull)];
            default:
                errors.Add(value, $"{Full(key)}: expected a list, found {value.Kind}");
                return [];
        }
    }

    /// <summary>A list of maps; the sample shows it empty, with the example as comment.</summary>
    public IEnumerable<(ConfigSection Section, ConfigMap Place)> Maps(string key, string comment, string example)
    {
        sample.Value(key, "[]", comment, example);
        ConfigNode? value = Find(key);
        if (value is not null and not ConfigList and not ConfigScalar { IsNull: true })
        {
            errors.Add(value, $"{Full(key)}: expected a list, found {value.Kind}");
        }

        foreach (ConfigNode item in (value as ConfigList)?.Items ?? [])
        {
            if (item is ConfigMap entry)
            {
                yield return (new ConfigSection(Full(key), entry, errors, new SampleText()), entry);
            }
            else
            {
                errors.Add(item, $"{Full(key)}: expected keys, found {item.Kind}");
            }
        }
    }

    /// <summary>The place of a key for an error that only the caller can see.</summary>
    public ConfigNode? Find(string key)
    {
        _known.Add(key);
        return map?.Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, key, StringComparison.Ordinal))?.Value;
    }

    /// <summary>The place of the section itself; of the file's start when it is not there.</summary>
    public ConfigNode Place => map ?? new ConfigMap([], 1, 1);

    public void End()
    {
        foreach (ConfigEntry entry in map?.Entries ?? [])
        {
            if (!_known.Contains(entry.Key.Text))
            {
                errors.Add(
                    entry.Key,
                    $"unknown key '{Full(entry.Key.Text)}'; known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private static string WordOf<T>(T choice)
        where T : struct, Enum =>
        choice.ToString().ToLowerInvariant();

    private ConfigScalar? Scalar(string key)
    {
        ConfigNode? value = Find(key);
        if (value is null or ConfigScalar)
        {
            return value is ConfigScalar { IsNull: false } scalar ? scalar : null;
        }

        errors.Add(value, $"{Full(key)}: expected one value, found {value.Kind}");
        return null;
    }

    private T Wrong<T>(string key, string expected, T byDefault)
    {
        ConfigNode value = Find(key)!;
        errors.Add(value, $"{Full(key)}: expected {expected}, found {value.Kind}");
        return byDefault;
    }

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
