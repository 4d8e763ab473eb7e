using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration.Json;

namespace Gateway.Configuration;

/// <summary>The files of one reading: content, environment, secrets, and the hash over what was read.</summary>
internal sealed class ConfigurationFolder(string directory, Func<string, string?> environment, List<ConfigurationError> errors)
{
    private readonly SortedDictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<JsonValue> _sampleSecrets = [];

    /// <summary>Passwords that begin so are published with the sample; they are good on loopback only.</summary>
    public const string SamplePrefix = "sample-";

    public string Directory { get; } = directory;

    public List<ConfigurationError> Errors { get; } = errors;

    /// <summary>Where secrets stand that anybody can read in the sample.</summary>
    public IReadOnlyList<JsonValue> SampleSecrets => _sampleSecrets;

    /// <summary>Absolute path of what a configuration names; relative ones are below the folder.</summary>
    public string Absolute(string path) => Path.GetFullPath(Path.Combine(Directory, path));

    /// <summary>The root object of a JSON file; when it cannot be read, the error is noted and an object of defaults is null.</summary>
    public ObjectReader? Json(string name) =>
        Bytes(name, required: true) is { } bytes && JsonFile.Parse(name, bytes, Variable, Errors) is { } root
            ? new ObjectReader(root, Errors) : null;

    /// <summary>The file's content, or null: then the error is noted, unless the file may be absent.</summary>
    public byte[]? Bytes(string name, bool required)
    {
        var path = Path.Combine(Directory, name);
        try
        {
            if (!File.Exists(path))
            {
                if (required)
                {
                    Errors.Add(new ConfigurationError(name, 0, "", "The file is missing", $"Put it into {Directory}"));
                }

                return null;
            }

            if (new FileInfo(path).Length > ConfigurationReader.BiggestFile)
            {
                Errors.Add(
                    new ConfigurationError(name, 0, "", "The file is too big", $"At most {ConfigurationReader.BiggestFile >> 20} MB"));
                return null;
            }

            return _files[name] = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Errors.Add(new ConfigurationError(
                name, 0, "", $"The file cannot be read: {e.Message.TrimEnd('.')}", "Let the gateway's user read it"));
            return null;
        }
    }

    /// <summary>
    /// "env:NAME" or "file:PATH" (its first line); anything else is an error, since secrets do not belong into these files.
    /// </summary>
    public Secret? Secret(ObjectReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        var at = reader.At(name);
        var value = text.StartsWith("env:", StringComparison.Ordinal) ? environment(text[4..])
            : text.StartsWith("file:", StringComparison.Ordinal) ? FirstLine(at, text[5..])
            : null;
        if (string.IsNullOrEmpty(value))
        {
            if (text.StartsWith("env:", StringComparison.Ordinal))
            {
                Errors.Add(at.Error($"The environment variable {text[4..]} is not set or empty", "Set it to the secret"));
            }
            else if (!text.StartsWith("file:", StringComparison.Ordinal))
            {
                Errors.Add(at.Error("A secret stands here in the clear", "Write \"env:NAME\" or \"file:PATH\" and put the secret there"));
            }

            return null;
        }

        if (value.StartsWith(SamplePrefix, StringComparison.Ordinal))
        {
            _sampleSecrets.Add(at);
        }

        return new Secret(value);
    }

    /// <summary>
    /// Hash over names and contents of all files read and over the variables that they name; secrets are left out, so that it tells
    /// nothing about them.
    /// </summary>
    public string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in _files)
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, bytes);
        }

        foreach (var (name, value) in _variables)
        {
            Append(hash, Encoding.UTF8.GetBytes($"{name}={value}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private string? Variable(string name)
    {
        var value = environment(name);
        _variables[name] = value ?? "";
        return value;
    }

    private string? FirstLine(JsonValue at, string path)
    {
        try
        {
            var line = File.ReadLines(Absolute(path)).FirstOrDefault()?.Trim();
            if (string.IsNullOrEmpty(line))
            {
                Errors.Add(at.Error($"The first line of {path} is empty", "Write the secret there"));
            }

            return line;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Errors.Add(
                at.Error($"The secret's file cannot be read: {e.Message.TrimEnd('.')}", "Make it, with the secret in its first line"));
            return null;
        }
    }
}
