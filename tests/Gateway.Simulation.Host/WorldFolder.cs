using System.Collections.Concurrent;
using System.Net;
using Gateway.Configuration;
using Gateway.Media.Sdp;
using Gateway.TestKit;

namespace Gateway.Simulation;

/// <summary>The simulated installation: two centres that overflow into each other, five agents, three trunks that differ in how they are answered.</summary>
internal static class WorldFolder
{
    public const string Domain = "112.sim.example";

    public const string Password = "a password of the simulation";

    public static readonly IPEndPoint TrunkSide = new(IPAddress.Parse("10.0.0.1"), 5060);

    public static readonly IPEndPoint AgentSide = new(IPAddress.Parse("10.0.0.1"), 5070);

    public static readonly IReadOnlyList<string> Agents = ["2001", "2002", "2003", "2101", "2102"];

    /// <summary>A party's side of SRTP, of which two of the agents' phones and two of three callers are capable.</summary>
    public static LocalSrtp Srtp(SrtpUse use, int party) => new(use, Enumerable.Repeat((byte)party, 32).ToArray());

    private const string GatewayJson = """
        {
          "node": "simulated",
          "defaultCentre": "71.71",
          "sip": {
            "domain": "112.sim.example",
            "listeners": [
              { "name": "trunks", "role": "trunk", "transport": "udp", "bind": "10.0.0.1", "port": 5060 },
              { "name": "agents", "role": "agent", "transport": "udp", "bind": "10.0.0.1", "port": 5070 },
              { "name": "agents", "role": "agent", "transport": "tcp", "bind": "10.0.0.1", "port": 5070 },
            ],
          },
          "media": { "bind": "10.0.0.1", "ports": "20000-20999" },
          "http": { "port": 0 },
          "limits": { "maxCalls": 200 },
        }
        """;

    private const string TrunksJson = """
        {
          "trunks": [
            {
              "name": "at-once", "networks": ["10.1.0.0/24"], "answer": "immediately", "defaultCentre": "71.71",
              "ping": { "target": "sip:10.1.0.10:5060", "interval": "60s" },
            },
            { "name": "ringing", "networks": ["10.1.1.0/24"], "answer": "on-agent", "defaultCentre": "71.72" },
            { "name": "early", "networks": ["10.1.2.0/24"], "answer": "early-media", "defaultCentre": "71.71" },
          ],
        }
        """;

    private const string CentresJson = """
        {
          "centres": [
            {
              "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "areaCodes": ["0431"],
              "queues": [
                {
                  "name": "darurat", "strategy": "${STRATEGY}", "ringTimeout": "8s", "ringProgressivelyDelay": "2s",
                  "wrapUpTime": "${WRAP_UP}", "maxNoAnswer": 2,
                  "delays": { "busy": "3s", "declined": "3s", "noAnswer": "3s", "unregistered": "3s", "failed": "3s" },
                  "overflow": [{ "to": "71.72/darurat", "after": "15s", "whenUnstaffedFor": "5s", "whenLongerThan": 10 }],
                },
              ],
            },
            {
              "code": "71.72", "name": "Kota Bitung", "timeZone": "Asia/Makassar", "areaCodes": ["0438"],
              "queues": [
                {
                  "name": "darurat", "strategy": "${STRATEGY}", "ringTimeout": "8s", "ringProgressivelyDelay": "2s",
                  "wrapUpTime": "${WRAP_UP}", "maxNoAnswer": 2,
                  "overflow": [{ "to": "71.71/darurat", "after": "25s", "whenUnstaffedFor": "5s" }],
                },
              ],
            },
          ],
        }
        """;

    private const string AgentsJson = """
        {
          "defaults": { "password": "env:PASSWORD", "initialStatus": "available" },
          "agents": [
            { "id": "2001", "centre": "71.71", "srtp": "preferred" },
            { "id": "2002", "centre": "71.71", "srtp": "required" },
            { "id": "2003", "centre": "71.71", "tiers": [{ "queue": "darurat" }, { "queue": "71.72/darurat", "level": 1 }] },
            { "id": "2101", "centre": "71.72" },
            { "id": "2102", "centre": "71.72" },
          ],
        }
        """;

    private static readonly ConcurrentDictionary<(string WrapUp, string Strategy), GatewayConfiguration> Configurations = new();

    /// <param name="wrapUp">As the configuration writes it.</param>
    public static GatewayConfiguration Of(string wrapUp, string strategy) =>
        Configurations.GetOrAdd((wrapUp, strategy), key => Read(key.WrapUp, key.Strategy));

    private static GatewayConfiguration Read(string wrapUp, string strategy)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-simulation-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "gateway.json"), GatewayJson);
            File.WriteAllText(Path.Combine(folder, "trunks.json"), TrunksJson);
            File.WriteAllText(Path.Combine(folder, "centres.json"), CentresJson);
            File.WriteAllText(Path.Combine(folder, "agents.json"), AgentsJson);
            Directory.CreateDirectory(Path.Combine(folder, "prompts"));
            foreach (var file in new[] { "service-areas.geojson", "cells.csv" })
            {
                File.Copy(Path.Combine(Repository.Root, "config", file), Path.Combine(folder, file));
            }

            var (configuration, errors) = ConfigurationReader.Read(
                folder, name => name switch { "PASSWORD" => Password, "WRAP_UP" => wrapUp, "STRATEGY" => strategy, _ => null });
            return configuration ?? throw new InvalidDataException(string.Join('\n', errors));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
