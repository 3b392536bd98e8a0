using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Bourse.Cli;

/// <summary>The server's log: one line an entry, on stderr.</summary>
internal static class ServerLog
{
    /// <summary>Logs of a level and above.</summary>
    public static Action<ILoggingBuilder> Configure(LogLevel level) => logging => logging
        .SetMinimumLevel(level)
        // What it says of a failed start is thrown as well.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel.", LogLevel.Warning)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.ConfigureConsole();

    /// <summary>A factory for what is not the web host.</summary>
    public static ILoggerFactory Create(LogLevel level) => LoggerFactory.Create(Configure(level));

    private static void ConfigureConsole(this Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<ConsoleLoggerOptions>(
            services, console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
