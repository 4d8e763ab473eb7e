using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class TelephoneEventDetectorTests
{
    private TelephoneEventDetector _detector;
    private string _digits = "";

    [Fact]
    public void Rfc4733_2_5_a_press_is_found_once_whichever_packets_arrive()
    {
        Feed(1000, 5, false, 160);
        Feed(1000, 5, false, 320);
        Feed(1000, 5, true, 480);
        Feed(1000, 5, true, 480);
        Feed(3000, 5, true, 480); // only the end of the second press came
        Feed(1000, 5, true, 480); // late
        Feed(5000, 11, false, 160);
        Assert.Equal("55#", _digits);
    }

    [Fact]
    public void Rfc4733_2_5_1_3_a_long_press_in_segments_is_one_key()
    {
        Feed(0, 1, false, 0xFFFF);
        Feed(0xFFFF, 1, false, 0xFFFF);
        Feed(0x1FFFE, 1, true, 100);
        Feed(0x40000, 1, false, 100);
        Assert.Equal("11", _digits);
    }

    [Fact]
    public void Rfc4733_table_3_codes_and_what_is_not_a_key()
    {
        for (byte code = 0; code < 20; code++)
        {
            Feed((uint)(10_000 * code), code, true, 160);
        }

        Assert.Equal("0123456789*#ABCD", _digits);
        Assert.False(_detector.TryDetect(999_999, [1, 2], out _));
    }

    private void Feed(uint timestamp, byte code, bool end, int duration)
    {
        if (_detector.TryDetect(timestamp, [code, (byte)(end ? 0x8A : 0x0A), (byte)(duration >> 8), (byte)duration], out var digit))
        {
            _digits += digit;
        }
    }
}
