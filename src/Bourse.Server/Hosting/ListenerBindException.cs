using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Bourse.Server.Hosting;

/// <summary>A listener could not be bound; the message names its key in <c>bourse.json</c> and says what to do.</summary>
public sealed class ListenerBindException : IOException
{
    private ListenerBindException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>The exception for what the transport reported; null when it is about something else.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="key">The listener's key, for example <c>listeners.open</c>.</param>
    /// <param name="endpoint">What it should have bound.</param>
    internal static ListenerBindException? Of(Exception failure, string key, IPEndPoint endpoint)
    {
        var text = failure switch
        {
            IOException { InnerException: AddressInUseException } =>
                $"{endpoint} is taken by another program, perhaps another 'bourse serve'. End that program, or write another port in {key}.address of bourse.json.",
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                $"{endpoint.Address} is no address of this machine. Write one that is in {key}.address of bourse.json, for example 127.0.0.1:{endpoint.Port}.",
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                $"this user may not bind port {endpoint.Port}. Write a port above 1023 in {key}.address of bourse.json, or allow the user to bind it.",
            _ => null,
        };
        return text is null ? null : new ListenerBindException($"{key}.address: {text}", failure);
    }
}
