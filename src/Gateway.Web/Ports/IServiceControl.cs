namespace Gateway.Web.Ports;

/// <summary>Whether centres are open, in force of their owner. Thread-safe.</summary>
public interface IServiceControl
{
    /// <summary>Declares a centre open or closed until it is declared otherwise, also over restarts.</summary>
    /// <param name="open">Null: by its opening hours again.</param>
    /// <param name="by">Who asked, for the alarm's text.</param>
    /// <returns>False: no such centre.</returns>
    bool Declare(string centre, bool? open, string by);
}
