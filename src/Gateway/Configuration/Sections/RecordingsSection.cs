using Gateway.Configuration.Json;
using Gateway.Media.Recording.Sealing;
using Gateway.Recordings;

namespace Gateway.Configuration.Sections;

/// <summary>"recordings" in gateway.json.</summary>
internal static class RecordingsSection
{
    /// <param name="directory">Of recordings; null: nothing is recorded.</param>
    public static RecordingPolicy Read(ConfigurationFolder folder, ObjectReader reader, string? directory)
    {
        var policy = new RecordingPolicy
        {
            Keys = ReadKeys(folder, reader, directory),
            PerLeg = reader.Choice("tracks", false, new Dictionary<string, bool> { ["stereo"] = false, ["perLeg"] = true }),
            DeleteOldestAfter = ReadFullDisk(reader),
        };
        reader.Done();
        return policy;
    }

    private static TimeSpan? ReadFullDisk(ObjectReader reader)
    {
        var delete = reader.Choice("whenDiskIsFull", false, new Dictionary<string, bool> { ["keep"] = false, ["deleteOldest"] = true });
        var after = reader.DurationOrNull("deleteOldestAfter", TimeSpan.FromDays(1), TimeSpan.FromDays(36_525));
        if (delete && after is null && reader.Get("deleteOldestAfter") is null)
        {
            reader.Error(
                "whenDiskIsFull", "Nothing says how old a recording must be to be deleted for room", "Add \"deleteOldestAfter\": \"30d\", or more");
        }

        return delete ? after : null;
    }

    /// <summary>"recording" of a centre in centres.json.</summary>
    public static CentreRecordingOptions OfCentre(ObjectReader reader)
    {
        var options = new CentreRecordingOptions
        {
            MostPause = reader.DurationOrNull("maxPause", TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            KeepFor = reader.DurationOrNull("keepFor", TimeSpan.FromDays(1), TimeSpan.FromDays(36_525)),
        };
        reader.Done();
        return options;
    }

    private static RecordingKeys ReadKeys(ConfigurationFolder folder, ObjectReader reader, string? directory)
    {
        var known = directory is null ? new Dictionary<string, string>() : KeyLedger.Read(directory);
        var keys = new List<RecordingKey>();
        foreach (var item in reader.Objects("keys"))
        {
            if (ReadKey(folder, item) is not { } key)
            {
                continue;
            }

            if (keys.Exists(k => k.Id == key.Id))
            {
                item.Error("id", $"The key \"{key.Id}\" is there twice", "Give each key an id of its own");
            }
            else if (known.TryGetValue(key.Id, out var check) && check != key.Check)
            {
                item.Error(
                    "key",
                    $"This is not the key that sealed recordings in {directory} under the id \"{key.Id}\"",
                    "Put the former key back, and give a new key a new id, before it in the list");
            }

            keys.Add(key);
        }

        return keys.Count > 0 ? new RecordingKeys(keys) : RecordingKeys.None;
    }

    private static RecordingKey? ReadKey(ConfigurationFolder folder, ObjectReader item)
    {
        var id = item.Required("id", "Name it, e.g. by its month: \"2026-11\"");
        if (id.Length > RecordingKey.LongestId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            item.Error("id", $"\"{id}\" is not an id of a key", $"Write 1 to {RecordingKey.LongestId} letters, digits, '-', '_' or '.'");
            id = "";
        }

        var secret = folder.Secret(item, "key");
        if (secret is null && item.Get("key") is null)
        {
            item.Error("key", "\"key\" is missing", "Write \"file:PATH\" or \"env:NAME\", where the key stands");
        }

        item.Done();
        if (secret is null || id.Length == 0)
        {
            return null;
        }

        if (RecordingKey.Parse(id, secret.Value) is { } key)
        {
            return key;
        }

        item.Error("key", "What stands there is not a key of 256 bits", "Make one with `openssl rand -base64 32`");
        return null;
    }
}
