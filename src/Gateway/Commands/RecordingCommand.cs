using System.CommandLine;
using System.Security.Cryptography;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;

namespace Gateway.Commands;

/// <summary><c>recording decrypt</c>: a sealed recording as the WAV file that it holds, without the service. Reads only.</summary>
internal static class RecordingCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A sealed recording (.wav.sealed)." };
        var output = new Option<string?>("--output")
        {
            Description = "The WAV file to make; must not exist. Default: the name without .sealed, in the current folder.",
        };
        var config = ConfigOption.Create();
        var decrypt = new Command(
            "decrypt",
            "Opens one sealed recording with the configured keys, checks every part of it, and prints the SHA-256 of both files: that of the sealed one is "
            + "in the journal. Exit 0 opened, 1 not, 2 no usable configuration.")
        {
            file, output, config,
        };
        decrypt.SetAction(parsed => ConfigOption.Read(parsed.GetValue(config)!) is { } configuration
            ? Decrypt(parsed.GetValue(file)!, parsed.GetValue(output), configuration.Recordings.Keys)
            : ConfigOption.Invalid);
        return new Command("recording", "Works on recordings as files.") { decrypt };
    }

    private static int Decrypt(string path, string? output, RecordingKeys keys)
    {
        var target = Path.GetFullPath(output ?? TargetOf(path));
        var made = false;
        try
        {
            using (var source = SealedRecordingStream.Open(File.OpenRead(path), keys))
            using (var wav = new FileStream(target, FileMode.CreateNew))
            {
                made = true;
                source.CopyTo(wav);
            }

            System.Console.WriteLine($"{Hash(path)}  {path}");
            System.Console.WriteLine($"{Hash(target)}  {target}");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (made)
            {
                // Half of a recording must not pass for one.
                File.Delete(target);
            }

            System.Console.Error.WriteLine($"{path} was not opened: {fault.Message}");
            return Failed;
        }
    }

    private static string TargetOf(string path)
    {
        var name = Path.GetFileName(path);
        var plain = RecordingFileEnd.IsSealed(name) ? name[..^RecordingFileEnd.SealedEnding.Length] : name;
        return plain + RecordingFileEnd.PlainEnding;
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
