using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>The least folder that is right, with changes; on disk while in use.</summary>
internal sealed class TestFolder : IDisposable
{
    public const string Gateway = """
        {
          "sip": { "domain": "112.test.example", "listeners": [ { "name": "all", "port": 0 } ] },
          "media": { "ports": "0" },
          "http": { "port": 0 }
        }
        """;

    public const string Trunks = """{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"] } ] }""";

    public const string Centres = """
        {
          "centres": [
            { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ] }
          ]
        }
        """;

    public const string Agents = """{ "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD" } ] }""";

    private readonly string _path = Directory.CreateTempSubdirectory("gateway-configuration-").FullName;

    public TestFolder()
    {
        Write("gateway.json", Gateway);
        Write("trunks.json", Trunks);
        Write("centres.json", Centres);
        Write("agents.json", Agents);
        Directory.CreateDirectory(Path.Combine(_path, "prompts"));
    }

    public Dictionary<string, string> Environment { get; } = new() { ["PASSWORD"] = "a password" };

    public TestFolder Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(_path, file), text);
        return this;
    }

    public TestFolder Delete(string file)
    {
        File.Delete(Path.Combine(_path, file));
        return this;
    }

    public GatewayConfiguration Good()
    {
        var (configuration, errors) = Read();
        Assert.Equal([], errors.Select(e => e.ToString()));
        return configuration!;
    }

    public IReadOnlyList<ConfigurationError> Errors()
    {
        var (configuration, errors) = Read();
        Assert.NotEmpty(errors);
        Assert.Null(configuration);
        Assert.All(errors, e => Assert.True(e.Wrong.Length > 0 && e.Right.Length > 0));
        return errors;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private (GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors) Read() =>
        ConfigurationReader.Read(_path, name => Environment.GetValueOrDefault(name));
}
