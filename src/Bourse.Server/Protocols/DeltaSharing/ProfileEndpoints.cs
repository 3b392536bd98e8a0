using System.Net.Mime;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.Activation;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// Gives a profile of version 1 to whoever holds a one-time link for it. GET shows a form and changes nothing, because mail scanners follow links; POST uses the link up
/// and answers the profile as a file.
/// </summary>
internal sealed class ProfileEndpoints(ActivationLinks links, ListenerAddresses addresses)
{
    private const int TokenLengthMax = 256;
    private const string FileName = "config.share";

    /// <summary><c>GET /delta-sharing/profile?token=</c>, and HEAD</summary>
    public static Task ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        return token.Length is 0 or > TokenLengthMax
            ? AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.NotValid())
            : AnswerAsync(context, StatusCodes.Status200OK, ActivationPage.ProfileForm(token));
    }

    /// <summary><c>POST /delta-sharing/profile</c></summary>
    public async Task TakeAsync(HttpContext context)
    {
        if (await ActivationEndpoints.FormAsync(context) is not { } form || form["token"] is not { Length: > 0 and <= TokenLengthMax } token)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.NotValid());
            return;
        }
        var ask = new RequestContext(context.TraceIdentifier, ShareEndpoints.Protocol, context.Connection.RemoteIpAddress);
        switch (await links.ConsumeAsync(token, new ActivationChoice.SharingProfile(), ask, context.RequestAborted))
        {
            case ActivationOutcome.SharingTokenIssued { Issued: var issued }:
                ActivationPage.SetHeaders(context.Response);
                context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
                await JsonBody.WriteAsync(context, StatusCodes.Status200OK, SharingProfile.OfToken(issued, addresses));
                break;
            case ActivationOutcome.ChoiceRefused refused:
                await AnswerAsync(context, StatusCodes.Status400BadRequest, ActivationPage.ProfileForm(token, refused.Message));
                break;
            default:
                await AnswerAsync(context, StatusCodes.Status410Gone, ActivationPage.NotValid());
                break;
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string page)
    {
        ActivationPage.SetHeaders(context.Response);
        return BodyWriter.WriteAsync(context, status, MediaTypeNames.Text.Html + "; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }
}
