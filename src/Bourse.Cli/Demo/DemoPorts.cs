using System.Net;
using System.Net.Sockets;

namespace Bourse.Cli.Demo;

/// <summary>Loopback ports that are free now.</summary>
internal static class DemoPorts
{
    /// <summary>The wanted port when nobody has it, else some free one.</summary>
    public static int Choose(int wanted)
    {
        if (TryBind(wanted) is { } port)
            return port;
        return Free();
    }

    /// <summary>Some free port.</summary>
    public static int Free() => TryBind(0) ?? throw new CommandFailedException("There is no free port on 127.0.0.1.");

    private static int? TryBind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
