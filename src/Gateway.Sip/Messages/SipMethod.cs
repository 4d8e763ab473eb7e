using System.Text;

namespace Gateway.Sip.Messages;

/// <summary>A request method (RFC 3261 §7.1). Case-sensitive; unknown methods survive.</summary>
public readonly record struct SipMethod(string Name)
{
    public static readonly SipMethod Invite = new("INVITE");
    public static readonly SipMethod Ack = new("ACK");
    public static readonly SipMethod Bye = new("BYE");
    public static readonly SipMethod Cancel = new("CANCEL");
    public static readonly SipMethod Options = new("OPTIONS");
    public static readonly SipMethod Register = new("REGISTER");
    public static readonly SipMethod Prack = new("PRACK");
    public static readonly SipMethod Update = new("UPDATE");
    public static readonly SipMethod Info = new("INFO");
    public static readonly SipMethod Refer = new("REFER");
    public static readonly SipMethod Subscribe = new("SUBSCRIBE");
    public static readonly SipMethod Notify = new("NOTIFY");
    public static readonly SipMethod Message = new("MESSAGE");
    public static readonly SipMethod Publish = new("PUBLISH");

    private static readonly SipMethod[] Registered =
        [Invite, Ack, Bye, Cancel, Options, Register, Prack, Update, Info, Refer, Subscribe, Notify, Message, Publish];

    /// <summary>True for a method of the IANA registry, whether or not a user of the stack takes it.</summary>
    public bool IsRegistered => Array.IndexOf(Registered, this) >= 0;

    public override string ToString() => Name;

    /// <summary>No allocation for registered methods.</summary>
    internal static SipMethod FromBytes(ReadOnlySpan<byte> name)
    {
        foreach (var method in Registered)
        {
            if (method.Name.Length == name.Length && Ascii.Equals(name, method.Name))
            {
                return method;
            }
        }

        return new SipMethod(Encoding.UTF8.GetString(name));
    }
}
