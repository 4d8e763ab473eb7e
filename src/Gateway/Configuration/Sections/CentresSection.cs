using System.Globalization;
using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;
using Gateway.Media.Prompts;

namespace Gateway.Configuration.Sections;

/// <summary>centres.json.</summary>
internal static class CentresSection
{
    public const string File = "centres.json";

    private static readonly string[] GreetingNames = ["greeting", "recording-notice"];
    private static readonly string[] QueueNames = ["queue"];

    public static IReadOnlyList<Placed<CentreOptions>> Read(ConfigurationFolder folder, out DistributionOptions distribution)
    {
        distribution = DistributionOptions.Default;
        if (folder.Json(File) is not { } root)
        {
            return [];
        }

        var centres = new List<CentreOptions>();
        var readers = root.Objects("centres");
        var overflows = new List<(QueueOptions Queue, ObjectReader At)>();
        foreach (var reader in readers)
        {
            var centre = Centre(reader, overflows);
            reader.Done();
            if (centre.Code.Length > 0 && centres.Any(c => c.Code == centre.Code))
            {
                reader.Error("code", $"The centre \"{centre.Code}\" is there twice", "Keep one of them");
                continue;
            }

            centres.Add(centre);
        }

        if (centres.Count == 0)
        {
            root.Error("centres", "There is no centre, so no call could be queued", "Write at least one centre with code, name and queues");
        }

        distribution = DistributionSection.Read(root.Object("distribution"), centres);
        root.Done();
        QueueChecks.Run(centres, overflows);
        AreaOwners(readers, centres);
        return [.. centres.Select(c => new Placed<CentreOptions>(c,
            readers.First(r => r.Text("code") == c.Code || c.Code.Length == 0).Here))];
    }

    private static CentreOptions Centre(ObjectReader reader, List<(QueueOptions Queue, ObjectReader At)> overflows)
    {
        var code = reader.Required("code", "Write the dotted Kemendagri code of the city or regency, e.g. \"71.71\"");
        if (code.Length > 0 && !IsDottedCode(code))
        {
            reader.Error(
                "code",
                $"\"{code}\" is not a dotted Kemendagri code",
                "Write two digits, a dot, two digits, e.g. \"71.71\" (not the BPS number)");
        }

        var languages = reader.Texts("languages");
        languages = languages.Count > 0 ? languages : ["id"];
        var queues = new List<QueueOptions>();
        foreach (var queueReader in reader.Objects("queues"))
        {
            var queue = QueueSection.Read(queueReader, code);
            overflows.Add((queue, queueReader));
            queues.Add(queue);
        }

        if (queues.Count == 0)
        {
            reader.Error(
                "queues",
                "The centre has no queue, so its callers could wait nowhere",
                "Write at least one, e.g. \"queues\": [ { \"name\": \"darurat\" } ]");
        }

        var zone = Zone(reader);
        return new CentreOptions
        {
            Code = code,
            Name = reader.Required("name", "Write the centre's name, e.g. \"Kota Manado\""),
            Number = Number(reader),
            TimeZone = zone,
            OpeningHours = Hours(reader, zone),
            BreakReasons = BreakReasons(reader),
            Languages = languages,
            ServiceAreas = [.. reader.Texts("serviceAreas").Append(code).Distinct()],
            AreaCodes = reader.Texts("areaCodes"),
            Prompts = Prompts(reader.Object("prompts"), languages),
            Announcements = Announcements(reader.Object("announcements"), languages),
            Recording = RecordingsSection.OfCentre(reader.Object("recording")),
            Screening = ScreeningSection.Read(reader.Object("screening")),
            Queues = queues,
            DefaultQueue = Queue(reader, "defaultQueue", code, queues) ?? queues.FirstOrDefault()?.Id ?? default,
            QueuesByService = Services(reader, code, queues),
        };
    }

    private static OpeningHours? Hours(ObjectReader reader, TimeZoneInfo zone)
    {
        var spans = new List<OpeningSpan>();
        foreach (var item in reader.List("openingHours"))
        {
            if (OpeningSpan.Parse(item.Text) is { } span)
            {
                spans.Add(span);
            }
            else
            {
                reader.Errors.Add(item.Error($"{item.Quoted} is no time of opening", "Write e.g. \"mon-fri 07:00-22:00\" or \"00:00-24:00\""));
            }
        }

        return spans.Count == 0 ? null : new OpeningHours(zone, spans);
    }

    /// <summary>Code, as dialled after *13, and name.</summary>
    private static Dictionary<string, string> BreakReasons(ObjectReader reader)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var members = reader.Object("breakReasons");
        foreach (var (code, _) in members.Here.Members)
        {
            if (code.Length is 0 or > 6 || !code.All(char.IsAsciiDigit))
            {
                members.Error(code, $"\"{code}\" is not a reason code", "Write 1 to 6 digits, as agents dial them after *13");
            }

            reasons[code] = members.Required(code, "Write the reason's name");
        }

        members.Done();
        return reasons;
    }

    private static string Number(ObjectReader reader)
    {
        var number = reader.Text("number") ?? "112";
        if (number.Length is < 2 or > 16 || !number.TrimStart('+').All(char.IsAsciiDigit))
        {
            reader.Error("number", $"\"{number}\" is not a telephone number", "Write what a caller who is called back shall see, e.g. \"+62431112\"");
        }

        return number;
    }

    private static TimeZoneInfo Zone(ObjectReader reader)
    {
        var id = reader.Required("timeZone", "Write Asia/Jakarta, Asia/Makassar or Asia/Jayapura");
        if (id.Length == 0)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        reader.Error(
            "timeZone",
            $"\"{id}\" is not a time zone of this machine",
            "Write Asia/Jakarta, Asia/Makassar or Asia/Jayapura (and install tzdata)");
        return TimeZoneInfo.Utc;
    }

    private static AnnouncementOptions Announcements(ObjectReader reader, IReadOnlyList<string> languages)
    {
        var every = reader.Duration("every", TimeSpan.FromSeconds(45), TimeSpan.Zero, TimeSpan.FromMinutes(10));
        if (every > TimeSpan.Zero && every < TimeSpan.FromSeconds(10))
        {
            reader.Error("every", "Announcements so often would leave no room for anything else", "Write 10s to 10m, or 0 for none");
        }

        var options = new AnnouncementOptions
        {
            Every = every == TimeSpan.Zero ? null : every,
            Position = reader.Flag("position", false),
            ExpectedWait = reader.Flag("expectedWait", false),
            Languages = languages,
        };
        reader.Done();
        return options;
    }

    private static PromptOptions Prompts(ObjectReader reader, IReadOnlyList<string> languages)
    {
        IReadOnlyList<PromptId> Ids(string name, IEnumerable<string> fallback) =>
            reader.Get(name) is null ? [.. fallback.Select(p => new PromptId(p))] : [.. reader.Texts(name).Select(p => new PromptId(p))];

        var prompts = new PromptOptions(
            Ids("greeting", languages.SelectMany(l => GreetingNames.Select(n => $"{l}/{n}"))),
            Ids("queueAudio", [.. languages.SelectMany(l => QueueNames.Select(n => $"{l}/{n}")), "tone/queue"]),
            Ids("ringback", ["tone/ringback"]))
        {
            Screening = Ids("screening", ["id/screening"]),
            Acknowledgement = Ids("acknowledgement", ["id/acknowledgement"]),
        };
        if (prompts.QueueAudio.Count == 0)
        {
            reader.Error("queueAudio", "The list is empty, so waiting callers would hear silence", "Name at least one prompt");
        }

        if (prompts.Ringback.Count == 0)
        {
            reader.Error("ringback", "The list is empty, so callers would hear silence", "Name at least one prompt");
        }

        reader.Done();
        return prompts;
    }

    private static Dictionary<string, QueueId> Services(ObjectReader reader, string code, List<QueueOptions> queues)
    {
        var services = new Dictionary<string, QueueId>(StringComparer.Ordinal);
        if (reader.Get("services") is null)
        {
            return services;
        }

        var members = reader.Object("services");
        foreach (var (name, _) in members.Here.Members)
        {
            var service = TrunksSection.Service(members, name, name);
            if (Queue(members, name, code, queues) is { } queue && !services.TryAdd(service, queue))
            {
                members.Error(name, $"The service {service} is there twice", "Keep one");
            }
        }

        return services;
    }

    private static QueueId? Queue(ObjectReader reader, string name, string centre, IReadOnlyList<QueueOptions> queues)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        var id = QueueSection.Id(centre, text);
        if (queues.Any(q => q.Id == id))
        {
            return id;
        }

        reader.Error(
            name, $"This centre has no queue \"{text}\"", Nearest.Suggest(text, [.. queues.Select(q => q.Id.Value.Split('/')[^1])]));
        return null;
    }

    private static void AreaOwners(IReadOnlyList<ObjectReader> readers, List<CentreOptions> centres)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var centre in centres)
        {
            foreach (var area in centre.ServiceAreas)
            {
                var reader = readers.First(r => r.Text("code") == centre.Code || centre.Code.Length == 0);
                if (!IsDottedCode(area) && area.Length > 0 && area != centre.Code)
                {
                    reader.Error("serviceAreas", $"\"{area}\" is not a dotted Kemendagri code", "Write codes like \"71.71\"");
                }

                if (!owners.TryAdd(area, centre.Code) && area.Length > 0 && owners[area] != centre.Code)
                {
                    reader.Error(
                        "serviceAreas",
                        $"The area \"{area}\" already belongs to {owners[area]}",
                        "An area has one centre; others take over by overflow");
                }
            }
        }
    }

    /// <summary>"71" (province) or "71.71" (city, regency); deeper levels are not used for routing.</summary>
    public static bool IsDottedCode(string code)
    {
        var parts = code.Split('.');
        return parts.Length is 1 or 2 && parts.All(
            p => p.Length == 2 && int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
