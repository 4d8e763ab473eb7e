using System.Globalization;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>Skills of agents and needs of queues. Names are lower case; a language is named by its tag (RFC 5646).</summary>
internal static class SkillsSection
{
    private const int Most = 30;
    private const string LevelHint = "Write a level from 1 to 100";

    /// <summary>{ "en": 80, "tnt": 60 }.</summary>
    public static IReadOnlyDictionary<string, int> OfAgent(ObjectReader owner)
    {
        var skills = new Dictionary<string, int>(StringComparer.Ordinal);
        if (owner.Get("skills") is not { } value)
        {
            return skills;
        }

        var reader = owner.Object("skills");
        foreach (var (name, level) in value.Members)
        {
            CheckName(reader, name, name);
            reader.Get(name);
            if (int.TryParse(level.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100)
            {
                skills[name] = number;
            }
            else
            {
                reader.Error(name, $"{level.Quoted} is not a level", LevelHint);
            }
        }

        if (skills.Count > Most)
        {
            owner.Error("skills", $"{skills.Count} skills are too many", $"Write at most {Most}");
        }

        return skills;
    }

    /// <summary>[{ "skill": "en", "level": 50, "relaxAfter": "10s", "to": 1 }].</summary>
    public static IReadOnlyList<SkillNeed> OfQueue(ObjectReader queue, TimeSpan skillWait)
    {
        var needs = new List<SkillNeed>();
        foreach (var reader in queue.Objects("skills"))
        {
            var name = reader.Required("skill", "Name a skill that agents have, e.g. \"en\"");
            CheckName(reader, "skill", name);
            var need = new SkillNeed(name, reader.Integer("level", 1, 1, 100))
            {
                RelaxAfter = reader.Duration("relaxAfter", skillWait, TimeSpan.Zero, TimeSpan.FromHours(1)),
                To = reader.Integer("to", 0, 0, 100),
            };
            if (need.To >= need.Level)
            {
                reader.Error(
                    "to", "The relaxed level is not below the level", "Write a lower one, or leave it out: then the skill is not needed any more");
            }
            else if (need.To > 0 && need.RelaxAfter >= skillWait)
            {
                reader.Error(
                    "relaxAfter", "Nobody needs the skill any more by then", $"Write less than skillWait ({Scalars.Write(skillWait)})");
            }

            if (needs.Exists(n => n.Skill == name))
            {
                reader.Error("skill", $"\"{name}\" is there twice", "Keep one of them");
            }

            reader.Done();
            needs.Add(need);
        }

        return needs;
    }

    private static void CheckName(ObjectReader reader, string member, string name)
    {
        if (name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            reader.Error(member, $"\"{name}\" is not a name of a skill", "Write 1 to 40 lower-case letters, digits or '-'");
        }
    }
}
