using System.Globalization;

namespace ReverseDns.App.Configuration;

/// <summary>Everything found wrong in one configuration file, in the order of the file.</summary>
internal sealed class ConfigErrors(string file)
{
    private readonly List<ConfigError> _errors = [];

    public bool Any => _errors.Count > 0;

    public IEnumerable<string> Lines => _errors
        .OrderBy(error => (error.Line, error.Column))
        .Select(error => string.Create(
            CultureInfo.InvariantCulture, $"{file}:{error.Line}:{error.Column}: error: {error.Message}"));

    public void Add(ConfigNode place, string message) => Add(place.Line, place.Column, message);

    public void Add(int line, int column, string message) => _errors.Add(new ConfigError(line, column, message));

    private sealed record ConfigError(int Line, int Column, string Message);
}
