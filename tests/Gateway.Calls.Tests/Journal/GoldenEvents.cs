using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Tests.Journal;

/// <summary>
/// The journal's schema, byte for byte: one file per event and version. A file never changes and never goes; a new version is a new file.
/// With GOLDEN=write in the environment a missing file is written; one that exists is never overwritten.
/// </summary>
public sealed class GoldenEvents
{
    private static readonly JournalPayload[] Samples =
    [
        new CallReceived(
            "4T1Z7K2M9QXW", "telkomsel", "a84b4c76e66710@192.0.2.10", "\"Ibu Sari\" <sip:+6281234567890@ims.example>",
            "sip:+6281234567890@ims.example",
            "+6281234567890", true,
            "Ibu Sari — Manado", false, "urn:gsma:imei:35347210-434354-0", "urn:service:sos.fire", "112", "urn:service:sos.fire",
            "192.0.2.10:5060", "SBC/7.1", AnswerMode.EarlyMedia, true),
        new CallerEstablished(true),
        new LegConfirmed(
            LegConfirmed.AgentLeg, 17, "2001", "x1@gw", "lt", "rt", "<sip:112@gw.example>", "<sip:2001@gw.example>",
            "sip:2001@198.51.100.7:49152;transport=tcp",
            ["<sip:p1.example;lr>", "<sip:p2.example;lr>"], 2, 4_294_967_295, true, "agents", "TCP",
            "192.0.2.1:5060", "198.51.100.7:49152", 3, "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n", null),
        new LocationFound(
            "71.71", 1.47483, 124.84211, 850.5, "cell", "pani",
            [new LocationSetAside("digits", "area code 0431 covers three areas")], true, ["71.02", "71.73"]),
        new CallRouted("71.71", "71.71/darurat", "area"),
        new Held("agent"),
        new Resumed("agent"),
        new Abandon(CallOutcome.AbandonedShort, "71.71/darurat", 2, 4_321, "bye"),
        new CompleteCaller(17, "2001", "71.71/darurat", 6_100, 42_000),
        new CompleteAgent(17, "2001", "71.71/darurat", 6_100, 42_000),
        new CallerLegLost("re-INVITE: 481"),
        new CallRefused(488, "no common audio"),
        new Withdraw(CallOutcome.Withdrawn, "supervisor", "ani", "test call"),
        new RecordingCommitted("2026/11/24/7K2M9QXW4T1Z.wav",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 48_100, 1_539_244, false),
        new RecordingFailed("no space left on device"),
        new SignalsReceived(
            "sip:112@tsel.example;user=phone", 1, ["<sip:112@tsel.example;user=phone>;index=1"], ["<tel:112>;reason=unconditional;counter=1"],
            ["<https://lis.example/4711>"], ["<https://is.example/adr>;purpose=EmergencyCallData.SubscriberInfo"],
            "urn:emergency:uid:callid:7K2M9QXW4T1Z:esrp1.112.example", "urn:emergency:uid:incidentid:7K2M9QXW4T1Z:esrp1.112.example",
            ["Q.850;cause=31"], "id", "emergency", ["esnet.1"]),
        new ReasonReceived("caller", "BYE", "Q.850;cause=16;text=\"Terminated\""),
        new Transferred(17, "2001", "2002", "71.71/darurat", 42_000, "<sip:2001@112.test.example>"),
        new TransferRefused(17, "2001", "2002", "not_ready"),
        new ConsultBegan(18, "2001", "2002"),
        new ConsultEnded(18, "2001", "2002", "handed_over", 4_000, 21_000),
        new TestCall("112 Kota Manado", true),
        new CallEnded(CallOutcome.Answered, "caller hung up"),
        new EnterQueue("71.71/darurat", 3),
        new Overflow("71.71/darurat", "71.72/darurat", "waited 60 s"),
        new OfferMade(17, "2001", "71.71/darurat", 10_000),
        new AgentRinging(17, "2001"),
        new AgentAnswered(17, "2001"),
        new Connect(17, "2001", "71.71/darurat", 6_100, 2_000),
        new RingNoAnswer(17, "2001", 10_000),
        new OfferFailed(17, "2001", OfferFailure.Unregistered, 2_000),
        new RingCanceled(17, "2001", "lease expired"),
        new AgentLost(17, "2001", "leg lost", 300_000),
        new AgentLegEnded(17, "2001", 32_000, 408),
        new AgentStatusChanged("2001", AgentStatus.OnBreak, "makan", "phone"),
        new AgentStateChanged("2001", AgentState.WrapUp, AgentStatus.AvailableOnDemand),
        new CallerAnswering(new LegConfirmed(
            LegConfirmed.CallerLeg, null, null, "x1@trunk", "lt", "rt", "<sip:112@gw.example>;tag=lt", "<sip:+62812@trunk.example>;tag=rt",
            "sip:+62812@192.0.2.10:5060", [], 0, 1, false, "trunks", "UDP", "192.0.2.1:5060", "192.0.2.10:5060", 0,
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n", null)),
        new CallInterrupted("71.71/darurat"),
        new CallResumed("71.71/darurat", 4_200),
        new CallMended("a defect of the gateway"),
        new MediaMeasured("agent", 7, "2001", 1_500, 3, 1.25, 1_498, 2, 0.88, 12.5, 4.36, 4.37),
        new NodeStarted("1.0.0", 50),
        new NodeStopped("SIGTERM"),
        new ConfigurationLoaded(7, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        new JournalGap(1_234, A.Start, A.Start.AddTicks(16_789_010), "disk I/O error"),
        new SourceRefused("203.0.113.0/24", A.Start, A.Start.AddSeconds(60), 812, 3, "203.0.113.9:5061"),
        new ServiceStateDeclared("71.71", false, "rina"),
        new CallAdopted("gw1", 4_711, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        new CallbackAttempted("+6281234567890", "ani", "no answer", false),
        new Audited("recording_opened", "ani", "192.0.2.77", "7K2M9QXW4T1Z", "bytes=0-"),
        new CallLabelled(CallLabel.SalahWilayah, "phone", "2001", A.Start.AddDays(30)),
        new LabelReversed("ani", "the caller was real"),
        new VoiceDetected("queue"),
        new KeyPressed("#", "screening"),
        new CallScored(40, 8_000, [new ScoredEvidence("silence", 15, "silent for 10 s"), new ScoredEvidence("labels", 25, "labelled PRANK once")]),
        new CallGrouped("7K2M9QXW4T1Z", 12, "cell"),
        new Announced("acknowledgement", "ani"),
        new CallbackClaimed("+6281234567890", "ani", A.Start.AddMinutes(5)),
        new CallbackReleased("+6281234567890", "ani"),
        new CallbackExpired("+6281234567890", 2),
        new BlockProposed("ani", A.Start.AddHours(12), "forty calls in an hour"),
        new BlockApproved("budi", A.Start.AddHours(12)),
        new BlockLifted("citra", "the number has a new owner"),
        new RecordingPaused("ani", "2001", "bank card", 60_000),
        new RecordingContinued("gateway", RecordingContinued.Limit, 60_000),
        new RecordingErased("2026-11-24/7K2M9QXW4T1Z.wav", RecordingErased.Retention, true),
        new LegalHoldSet("ani", "case 112/2026"),
        new LegalHoldLifted("budi", "case closed"),
    ];

    [Fact]
    public void Every_word_of_the_vocabulary_has_a_golden_file_and_every_file_a_word()
    {
        Assert.Equal(JournalVocabulary.All.Select(w => w.Type).ToHashSet(), Samples.Select(s => s.GetType()).ToHashSet());
        WriteMissing();
        Assert.Equal(
            JournalVocabulary.All.Select(w => $"{w.Name}.{w.Version}.json").Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder()).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_is_written_as_its_golden_file_says()
    {
        foreach (var sample in Samples)
        {
            var (name, version, bytes) = JournalVocabulary.Write(sample);
            Assert.Equal(File.ReadAllText(Path.Combine(Folder(), $"{name}.{version}.json")), Encoding.UTF8.GetString(bytes));
        }
    }

    [Fact]
    public void Every_golden_file_is_read_and_written_back_to_the_byte()
    {
        foreach (var (name, version, type) in JournalVocabulary.All)
        {
            var bytes = File.ReadAllBytes(Path.Combine(Folder(), $"{name}.{version}.json"));
            var payload = JournalVocabulary.Read(name, version, bytes);
            Assert.IsType(type, payload);
            Assert.Equal(bytes, JournalVocabulary.Write(payload!).Bytes);
        }
    }

    [Fact]
    public void Every_enumeration_value_has_a_wire_name()
    {
        foreach (var failure in Enum.GetValues<OfferFailure>())
        {
            JournalVocabulary.Write(new OfferFailed(1, "2001", failure, 0));
        }

        foreach (var status in Enum.GetValues<AgentStatus>())
        {
            foreach (var state in Enum.GetValues<AgentState>())
            {
                JournalVocabulary.Write(new AgentStateChanged("2001", state, status));
            }
        }

        foreach (var label in CallLabels.All)
        {
            var json = Encoding.UTF8.GetString(JournalVocabulary.Write(new CallLabelled(label, "", null, A.Start)).Bytes);
            Assert.StartsWith($$"""{"label":"{{label.WireName()}}",""", json, StringComparison.Ordinal);
            Assert.Equal(label, CallLabels.Parse(label.WireName()));
        }

        foreach (var outcome in Enum.GetValues<CallOutcome>())
        {
            var json = Encoding.UTF8.GetString(JournalVocabulary.Write(new CallEnded(outcome, "")).Bytes);
            Assert.Equal($$"""{"outcome":"{{outcome.WireName()}}","cause":""}""", json);
            Assert.Equal(outcome, CallOutcomes.Parse(outcome.WireName()));
        }
    }

    [Fact]
    public void What_older_releases_left_out_is_read_as_not_known_and_said_by_newer_ones()
    {
        Assert.Equal(new NodeStarted("1.0.0", 50), JournalVocabulary.Read("NodeStarted", 1, """{"softwareVersion":"1.0.0","openCalls":50}"""u8));
        Check(
            new NodeStarted("1.0.0", 50, A.Start), """{"softwareVersion":"1.0.0","openCalls":50,"lastSeenAt":"2026-11-24T03:00:00.000000Z"}""");
        Check(
            new AgentStateChanged("2001", AgentState.Waiting, AgentStatus.Available, A.Start),
            """{"agent":"2001","state":"waiting","status":"available","idleSince":"2026-11-24T03:00:00.000000Z"}""");

        static void Check(JournalPayload payload, string json)
        {
            var (name, version, bytes) = JournalVocabulary.Write(payload);
            Assert.Equal(json, Encoding.UTF8.GetString(bytes));
            Assert.Equal(payload, JournalVocabulary.Read(name, version, bytes));
        }
    }

    [Fact]
    public void A_newer_release_may_add_words_and_fields()
    {
        Assert.Null(JournalVocabulary.Read("CallEnded", 99, "{}"u8));
        Assert.Null(JournalVocabulary.Read("SomethingNew", 1, "{}"u8));
        Assert.Equal(new Held("agent"), JournalVocabulary.Read("Held", 1, """{"by":"agent","why":"new field"}"""u8));
    }

    private static void WriteMissing()
    {
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            foreach (var sample in Samples)
            {
                var (name, version, bytes) = JournalVocabulary.Write(sample);
                var file = Path.Combine(Folder(), $"{name}.{version}.json");
                if (!File.Exists(file))
                {
                    File.WriteAllBytes(file, bytes);
                }
            }
        }
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Golden");
}
